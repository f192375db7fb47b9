//! What writing bindings would change in a folder, as a unified diff.

use std::path::Path;

use hire_codegen::Change;
use similar::TextDiff;

/// The changes, as `diff -u` and `git diff` write them, so that `patch` and other tools read them.
pub fn unified(changes: &[Change], folder: &Path) -> String {
    let one = |change: &Change| {
        let path = folder.join(&change.name).display().to_string();
        let name = |text: &Option<String>| text.as_ref().map_or("/dev/null", |_| path.as_str());
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let (old, new) = (text(&change.old), text(&change.new));
        let diff = TextDiff::from_lines(&old, &new);
        diff.unified_diff().header(name(&change.old), name(&change.new)).to_string()
    };
    changes.iter().map(one).collect()
}
