//! Formatting: an item at a time, long items a part at a time, and many of them on several processors.
//!
//! The tokens of an item and their tree take fifty times the memory of its text, and most of the time of the generator.

use std::ops::Range;
use std::thread;

use proc_macro2::TokenStream;

/// How many members of an item are formatted at once, at least: so many never fit into one line.
const AT_ONCE: usize = 1_000;

/// Fewer parts are not worth a thread. A part is an item, or as many members of one as are formatted at once.
const FEW: usize = 8;

/// The text of some items.
pub fn formatted(items: TokenStream) -> syn::Result<String> {
    Ok(prettyplease::unparse(&syn::parse2(items)?))
}

/// What is made of each of some parts, in their order.
pub fn each<T: Sync, W: Send>(
    parts: &[T],
    write: impl Fn(&T) -> syn::Result<W> + Sync,
) -> syn::Result<Vec<W>> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    if threads == 1 || parts.len() < FEW {
        return parts.iter().map(write).collect();
    }
    let shares: Vec<&[T]> = parts.chunks(parts.len().div_ceil(threads)).collect();
    let share = |share: &[T]| share.iter().map(&write).collect::<syn::Result<Vec<W>>>();
    let written: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = shares.iter().map(|part| scope.spawn(|| share(part))).collect();
        workers.into_iter().map(|worker| worker.join().ok()).collect()
    });
    let mut all = Vec::with_capacity(parts.len());
    for (part, written) in shares.into_iter().zip(written) {
        // What ended a thread ends this one, which reports it.
        all.extend(written.unwrap_or_else(|| share(part))?);
    }
    Ok(all)
}

/// Whether a list of members is so long that its items are formatted in parts.
pub fn is_long(members: usize) -> bool {
    members >= 2 * AT_ONCE
}

/// The parts in which a long list is formatted.
pub fn parts(members: usize) -> Vec<Range<usize>> {
    let size = members.div_ceil((members / AT_ONCE).max(1)).max(1);
    (0..members).step_by(size).map(|start| start..members.min(start + size)).collect()
}

/// The text of items that have a long list of members, once or several times. They are formatted with some of the members at
/// a time, between two members that mark the ends of each list. What is between these belongs together, and what is around
/// them is that of the first part.
pub fn joined<'p>(parts: impl IntoIterator<Item = &'p str>, is_edge: impl Fn(&str) -> bool) -> String {
    let mut whole: Vec<String> = Vec::new();
    for (number, text) in parts.into_iter().enumerate() {
        let mut index = 0;
        for line in text.split_inclusive('\n') {
            if is_edge(line.trim()) {
                index += 1;
                continue;
            }
            // Every other part of the text is of a list.
            let listed = index % 2 == 1;
            if whole.len() <= index {
                whole.resize(index + 1, String::new());
            }
            if let Some(part) = whole.get_mut(index).filter(|_| number == 0 || listed) {
                part.push_str(line);
            }
        }
    }
    whole.concat()
}
