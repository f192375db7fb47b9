//! Where the program prints to: a terminal, a file, or a reader that may go away.

use std::env;
use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write};

/// Prints a text and a line end to the standard output. A reader that has gone, as in `| head -1`, has
/// read enough.
pub fn print(text: impl Display) -> io::Result<()> {
    print_to(&mut io::stdout().lock(), text)
}

fn print_to(out: &mut impl Write, text: impl Display) -> io::Result<()> {
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(io::Error::new(error.kind(), format!("the standard output: {error}"))),
        Ok(()) => Ok(()),
    }
}

/// A line on the standard error. There is nobody to tell that it cannot be written.
pub fn note(text: impl Display) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Whether the standard output is a terminal that shows colors to somebody who wants them
/// (<https://no-color.org>).
pub fn has_colors() -> bool {
    io::stdout().is_terminal() && wants_colors(|name| env::var_os(name).unwrap_or_default())
}

fn wants_colors(variable: impl Fn(&str) -> OsString) -> bool {
    variable("NO_COLOR").is_empty() && variable("TERM") != "dumb"
}

/// How wide a table may be where a terminal reports so many columns: 0 when it does not know, nothing
/// when there is none. A table of a few columns could be read by nobody; the terminal breaks its lines.
pub fn table_width(columns: Option<u16>) -> u16 {
    columns.filter(|columns| *columns > 0).unwrap_or(120).max(60)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fails(io::ErrorKind);

    impl Write for Fails {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    #[test]
    fn a_reader_that_has_gone_is_no_error_and_a_full_disk_is_one() {
        assert!(print_to(&mut Fails(io::ErrorKind::BrokenPipe), "a").is_ok());
        let error = print_to(&mut Fails(io::ErrorKind::StorageFull), "a").unwrap_err();
        assert!(error.to_string().starts_with("the standard output: "), "{error}");
    }

    #[test]
    fn colors_are_for_whoever_wants_them() {
        for (name, value, expected) in [
            ("NO_COLOR", "", true),
            ("NO_COLOR", "0", false),
            ("NO_COLOR", "1", false),
            ("TERM", "xterm", true),
            ("TERM", "dumb", false),
        ] {
            let variable = |asked: &str| if asked == name { value.into() } else { OsString::new() };
            assert_eq!(wants_colors(variable), expected, "{name}={value}");
        }
    }

    #[test]
    fn a_table_has_room() {
        for (columns, width) in
            [(None, 120), (Some(0), 120), (Some(1), 60), (Some(60), 60), (Some(80), 80), (Some(300), 300)]
        {
            assert_eq!(table_width(columns), width, "{columns:?}");
        }
    }
}
