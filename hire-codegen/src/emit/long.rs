//! Formatting: an item at a time, long items a part at a time, and many of them on several processors.
//!
//! The tokens of an item and their tree take fifty times the memory of its text, and most of the time of the generator.

use std::borrow::Cow;
use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{mem, thread};

use proc_macro2::TokenStream;
use syn::parse::Parse;
use syn::{File, ImplItem, ImplItemConst, ImplItemType, Item, ItemMod};

use super::line::{self, Tree};
use super::lines;

/// How many members of an item are formatted at once, at least: so many never fit into one line.
const AT_ONCE: usize = 1_000;

/// Fewer parts are not worth a thread. A part is an item, or as many members of one as are formatted at once.
const FEW: usize = 8;

/// What stands for a blank line until items are text.
const BLANK: &str = "blank__!();";

/// What begins a line of docs that is a comment once items are text: tokens have no comments. Other lines begin with a space.
pub const COMMENT: char = '@';

/// The text of some items, with a blank line after each that does not belong to the next: prettyplease sets them solid.
pub fn formatted(items: Vec<Tree>) -> syn::Result<String> {
    match lines::text(&items) {
        Some(text) => Ok(text),
        None => by_tree(line::tokens(items)),
    }
}

/// The text of items of any form and length.
pub fn by_tree(items: TokenStream) -> syn::Result<String> {
    let mut file: File = syn::parse2(items)?;
    file.items = spaced(file.items)?;
    if !file.items.is_empty() {
        file.items.push(syn::parse_str(BLANK)?);
    }
    let text = prettyplease::unparse(&file);
    let lines = text.split_inclusive('\n');
    Ok(lines.map(written).collect())
}

/// A line of the text, which may stand for something that is no token.
fn written(line: &str) -> Cow<'_, str> {
    match line.strip_prefix("///").and_then(|docs| docs.strip_prefix(COMMENT)) {
        Some(comment) => format!("//{comment}").into(),
        None if line.trim() == BLANK => "\n".into(),
        None => line.into(),
    }
}

/// Some items and those within them, with a blank line between two that do not belong together.
fn spaced(mut items: Vec<Item>) -> syn::Result<Vec<Item>> {
    for item in &mut items {
        match item {
            Item::Impl(block) => block.items = apart(mem::take(&mut block.items), belong_together_within)?,
            Item::Mod(ItemMod { content: Some((_, inner)), .. }) => *inner = spaced(mem::take(inner))?,
            _ => {}
        }
    }
    apart(items, belong_together)
}

/// Some items, with a blank line between two that do not belong together.
fn apart<T: Parse>(items: Vec<T>, belong_together: fn(&T, &T) -> bool) -> syn::Result<Vec<T>> {
    let mut apart: Vec<T> = Vec::with_capacity(2 * items.len() + 1);
    for item in items {
        if apart.last().is_some_and(|last| !belong_together(last, &item)) {
            apart.push(syn::parse_str(BLANK)?);
        }
        apart.push(item);
    }
    Ok(apart)
}

/// Imports, and implementations without a body.
fn belong_together(first: &Item, second: &Item) -> bool {
    match (first, second) {
        (Item::Use(first), Item::Use(second)) => first.attrs.is_empty() && second.attrs.is_empty(),
        (Item::Impl(first), Item::Impl(second)) => first.items.is_empty() && second.items.is_empty(),
        _ => false,
    }
}

/// Constants and types of an implementation, of a line each.
fn belong_together_within(first: &ImplItem, second: &ImplItem) -> bool {
    let is_line = |item: &ImplItem| match item {
        ImplItem::Const(ImplItemConst { attrs, .. }) | ImplItem::Type(ImplItemType { attrs, .. }) => {
            attrs.is_empty()
        }
        _ => false,
    };
    is_line(first) && is_line(second)
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
    let next = AtomicUsize::new(0);
    // Parts differ in length: a thread that is done with one takes the next.
    let share = || {
        let mut written = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(part) = parts.get(number) else { return written };
            written.push((number, write(part)));
        }
    };
    let mut all = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(&share)).collect();
        // What ends a thread ends this one, which reports it.
        let shares = workers.into_iter().map(|worker| worker.join().unwrap_or_else(|it| resume_unwind(it)));
        shares.flatten().collect::<Vec<_>>()
    });
    all.sort_by_key(|(number, _)| *number);
    all.into_iter().map(|(_, written)| written).collect()
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
        let mut lines = text.split_inclusive('\n').peekable();
        while let Some(line) = lines.next() {
            if is_edge(line.trim()) {
                index += 1;
                lines.next_if_eq(&"\n");
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

#[cfg(test)]
mod tests {
    use quote::quote;

    #[test]
    fn items_are_apart_unless_they_belong_together() -> syn::Result<()> {
        let items = quote! {
            use a::A;
            use b::B;
            #[allow(unused_imports)]
            use c::C;
            impl A for B {}
            impl A for C {}
            impl C {
                type A = u8;
                const B: u8 = 1;
                fn a() { if a { b(); } c(); }
                fn b() {}
            }
        };
        let expected = [
            "use a::A;\nuse b::B;\n",
            "#[allow(unused_imports)]\nuse c::C;\n",
            "impl A for B {}\nimpl A for C {}\n",
            "impl C {\n    type A = u8;\n    const B: u8 = 1;\n",
            "    fn a() {\n        if a {\n            b();\n        }\n        c();\n    }\n",
            "    fn b() {}\n}\n\n",
        ];
        assert_eq!(super::by_tree(items)?, expected.join("\n"));
        Ok(())
    }
}
