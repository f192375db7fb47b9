//! Texts of documentation pages to [`Page`]s.

mod feishu;

use super::page::Page;
use super::refusal::{MAX_BYTES, Refusal};

/// A platform whose pages are read.
pub trait Platform: Sync {
    /// Whether a text is one of the platform's pages, of whichever kind.
    fn recognises(&self, text: &str) -> bool;

    /// Reads the page of an operation.
    ///
    /// # Errors
    ///
    /// Fails if the text is something else.
    fn read(&self, text: &str) -> Result<Page, Refusal>;
}

/// The platforms, the one whose pages are least particular last.
const PLATFORMS: &[&dyn Platform] = &[&feishu::Feishu];

/// Reads the page of an operation, of whichever platform.
///
/// # Errors
///
/// Fails if the text is something else.
pub fn read(text: &str) -> Result<Page, Refusal> {
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let begins_with = |tag: &str| start.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
    if text.len() > MAX_BYTES {
        return Err(Refusal::TooLarge);
    }
    if start.is_empty() {
        return Err(Refusal::Empty);
    }
    if begins_with("<!doctype") || begins_with("<html") {
        return Err(Refusal::Html);
    }
    let platform = PLATFORMS.iter().find(|platform| platform.recognises(text)).ok_or(Refusal::Guide)?;
    platform.read(text)
}
