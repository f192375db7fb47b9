//! Which files a description may have read: those in its own folder, and in folders that whoever runs the generator
//! has named.
//!
//! A description is often somebody else's text, and what the generator reads may end up in a code frame, in docs or
//! in a build log. A `$ref` is therefore no way to the rest of the disk: neither by `..`, encoded or not, nor by an
//! absolute path, nor by a link that leads out of the folder.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

use super::uri::percent_decode;
use crate::diagnostic::is_printable;

/// How many bytes all files of a description may have together.
pub const MOST_BYTES: u64 = 256 << 20;

/// Why a file is not read. Displayed as the end of a sentence that names the file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unreadable {
    /// There is none.
    Missing,
    /// Its path begins at the root of a disk.
    Absolute,
    /// Its name has a character that is not shown as it is.
    Unprintable,
    /// The file is in no folder whose files may be read.
    Outside,
    /// The file is in a folder whose files may be read by its name alone: a link leads elsewhere.
    LinkOutside,
    /// The path is that of a folder, a device, a pipe or a socket.
    NotRegular,
    /// The path is that of an option which allows the files of a folder to be read, and leads to no folder.
    NotFolder,
    /// The file has more bytes than are left of [`MOST_BYTES`].
    TooLarge,
    /// The text is not UTF-8, which has been reported.
    NotUtf8,
    /// The text is no YAML or JSON, which has been reported.
    Malformed,
    /// The description is a text, and has no folder.
    NoFolder,
    /// What the system says.
    Failed(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "does not exist",
            Self::Absolute => "is an absolute path, which is another file on every machine",
            Self::Unprintable => "has a control character in its name",
            Self::Outside => "is outside of the folder of the description",
            Self::LinkOutside => "is a link that leads out of the folder of the description",
            Self::NotRegular => "is no regular file",
            Self::NotFolder => "is no folder",
            Self::TooLarge => {
                return write!(
                    f,
                    "is too large: a description and its files have at most {} MiB",
                    MOST_BYTES >> 20
                );
            }
            Self::NotUtf8 => "is no UTF-8",
            Self::Malformed => "holds errors of its own",
            Self::NoFolder => "was not read",
            Self::Failed(error) => return write!(f, "cannot be read: {error}"),
        })
    }
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            _ => Self::Failed(error.to_string()),
        }
    }
}

/// The folders whose files may be read.
#[derive(Debug)]
pub(super) struct Folders {
    /// The description's: what references are relative to.
    home: PathBuf,
    /// The folders whose files may be read, the description's first.
    allowed: Vec<Folder>,
    /// How many bytes may still be read.
    left: u64,
}

/// A folder, in two forms: a path is compared with the first before the disk is asked anything about it, and with the
/// second when all links are followed.
#[derive(Debug)]
struct Folder {
    absolute: PathBuf,
    canonical: PathBuf,
}

/// A file that may be read.
#[derive(Debug)]
pub(super) struct Allowed {
    /// Relative to the folder of the description, with `/`.
    pub name: String,
    /// Joined to the folder of the description.
    pub path: PathBuf,
    /// With all links followed.
    pub canonical: PathBuf,
}

impl Folders {
    /// The folder of a description, and others; the error has the one that is none.
    pub fn new(description: &Path, further: &[PathBuf]) -> Result<Self, (PathBuf, Unreadable)> {
        let home = description.parent().unwrap_or(Path::new("")).to_owned();
        let folders = std::iter::once(&home).chain(further);
        let allowed = folders.map(|folder| Folder::new(folder).map_err(|reason| (folder.clone(), reason)));
        let mut allowed = allowed.collect::<Result<Vec<_>, _>>()?;
        // The description may be a link to a file elsewhere: whoever runs the generator has named it.
        let own = Folder::of(description).map_err(|reason| (description.to_owned(), reason))?;
        allowed.push(own);
        Ok(Self { home, allowed, left: MOST_BYTES })
    }

    /// The file that a reference names, seen from a file of a name.
    pub fn find(&self, from: &str, reference: &str) -> Result<Allowed, Unreadable> {
        let decoded = percent_decode(reference);
        if !decoded.chars().all(is_printable) {
            return Err(Unreadable::Unprintable);
        }
        let path = Path::new(&decoded);
        if path.is_absolute() {
            return Err(Unreadable::Absolute);
        }
        let relative = normalized(&Path::new(from).parent().unwrap_or(Path::new("")).join(path));
        let path = self.home.join(&relative);
        let absolute = absolute(&path)?;
        if !self.allowed.iter().any(|folder| absolute.starts_with(&folder.absolute)) {
            return Err(Unreadable::Outside);
        }
        let canonical = fs::canonicalize(&path)?;
        if !self.allowed.iter().any(|folder| canonical.starts_with(&folder.canonical)) {
            return Err(Unreadable::LinkOutside);
        }
        let name = relative.to_string_lossy().replace('\\', "/");
        Ok(Allowed { name, path, canonical })
    }

    /// The bytes of a regular file.
    pub fn read(&mut self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        // A device or a pipe may never end, and to open one may be to wait for somebody who writes.
        let metadata = fs::metadata(path)?;
        if !metadata.is_file() {
            return Err(Unreadable::NotRegular);
        }
        if metadata.len() > self.left {
            return Err(Unreadable::TooLarge);
        }
        let mut bytes = Vec::new();
        // The system's own files say that they are empty.
        File::open(path)?.take(self.left + 1).read_to_end(&mut bytes)?;
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or(Unreadable::TooLarge)?;
        Ok(bytes)
    }
}

impl Folder {
    fn new(path: &Path) -> Result<Self, Unreadable> {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        let folder = Self::of(path)?;
        if folder.canonical.is_dir() { Ok(folder) } else { Err(Unreadable::NotFolder) }
    }

    fn of(path: &Path) -> Result<Self, Unreadable> {
        Ok(Self { absolute: absolute(path)?, canonical: fs::canonicalize(path)? })
    }
}

/// A path from the root of the disk, without `.` and `..`. The disk is not asked.
fn absolute(path: &Path) -> io::Result<PathBuf> {
    std::path::absolute(path).map(|path| normalized(&path))
}

/// Takes `.` and `..` out of a path, as far as they can be.
fn normalized(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if normal.file_name().is_some() => _ = normal.pop(),
            Component::ParentDir if normal.has_root() => {}
            other => normal.push(other),
        }
    }
    normal
}
