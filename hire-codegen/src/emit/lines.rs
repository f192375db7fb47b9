//! Text of items that need no formatter: each of their lines is short enough to be left whole.
//!
//! prettyplease has to have a syntax tree, which takes ten times as long as writing the text. What is written here is what
//! prettyplease would write, down to the last byte; whatever has a longer line, or a form that is rare, is left to it.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, Literal, TokenTree};
use syn::Lit;

use super::line::{Line, Tree, first};
use super::long::COMMENT;

/// The longest line that prettyplease leaves whole.
pub const WIDTH: usize = 89;

pub const INDENT: usize = 4;

/// The widest literal of a struct that prettyplease leaves in a line.
const STRUCT_WIDTH: usize = 34;

/// The text of some items, if they need no formatter, with a blank line after each that does not belong to the next.
pub fn text(items: &[Tree]) -> Option<String> {
    let mut lines = Lines { text: String::new(), indent: 0 };
    lines.items(items, false)?;
    if !lines.text.is_empty() {
        lines.text.push('\n');
    }
    Some(lines.text)
}

struct Lines {
    text: String,
    indent: usize,
}

/// Which items belong together, so that no blank line is between them.
#[derive(PartialEq)]
enum Kind {
    /// An import without attributes.
    Import,
    /// An implementation without a body.
    EmptyImpl,
    /// A constant or a type of an implementation, without attributes.
    Line,
    Other,
}

impl Lines {
    fn items(&mut self, mut trees: &[Tree], is_impl: bool) -> Option<()> {
        let mut last = None;
        while !trees.is_empty() {
            let start = self.text.len();
            if last.is_some() {
                self.text.push('\n');
            }
            let (kind, rest) = self.item(trees, is_impl)?;
            if last.is_some_and(|last| last == kind && kind != Kind::Other) {
                self.text.remove(start);
            }
            last = Some(kind);
            trees = rest;
        }
        Some(())
    }

    /// Writes the first item.
    fn item<'t>(&mut self, trees: &'t [Tree], is_impl: bool) -> Option<(Kind, &'t [Tree])> {
        let start = self.text.len();
        let trees = self.attributes(trees)?;
        let has_attributes = self.text.len() > start;
        let is_public = trees.first().is_some_and(|tree| tree.is_ident(&["pub"]));
        let [keyword, then, ..] = trees.get(usize::from(is_public)..)? else { return None };
        let is_line = keyword.is_ident(&["use", "static", "type"])
            || (keyword.is_ident(&["const"]) && !then.is_ident(&["fn"]));
        let is_end = |tree: &Tree| tree.is_punct(';') || (!is_line && tree.group(Delimiter::Brace).is_some());
        let end = trees.iter().position(is_end)?;
        let (head, end, rest) = (trees.get(..end)?, trees.get(end)?, trees.get(end + 1..)?);
        let Some(body) = end.group(Delimiter::Brace) else {
            self.line(head, ";")?;
            let kind = match (keyword, has_attributes) {
                (_, true) => Kind::Other,
                (keyword, _) if keyword.is_ident(&["use"]) => Kind::Import,
                (keyword, _) if is_impl && keyword.is_ident(&["const", "type"]) => Kind::Line,
                _ => Kind::Other,
            };
            return Some((kind, rest));
        };
        let is_function = head.iter().any(|tree| tree.is_ident(&["fn"]));
        let is_list = keyword.is_ident(&["struct", "enum"]);
        if !is_function && !is_list && !keyword.is_ident(&["impl", "mod"]) {
            return None;
        }
        if body.is_empty() {
            self.line(head, " {}")?;
            let is_impl = keyword.is_ident(&["impl"]);
            return Some((if is_impl { Kind::EmptyImpl } else { Kind::Other }, rest));
        }
        if is_function {
            self.signature(head)?;
        } else {
            self.line(head, " {")?;
        }
        self.indent += INDENT;
        match (is_function, is_list) {
            (true, _) => self.statements(body)?,
            (_, true) => self.members(body)?,
            _ => self.items(body, keyword.is_ident(&["impl"]))?,
        }
        self.indent -= INDENT;
        self.line(&[], "}")?;
        Some((Kind::Other, rest))
    }

    /// Writes the attributes that are first.
    fn attributes<'t>(&mut self, mut trees: &'t [Tree]) -> Option<&'t [Tree]> {
        while let [hash, attribute, rest @ ..] = trees
            && hash.is_punct('#')
        {
            let attribute = attribute.group(Delimiter::Bracket)?;
            match attribute {
                [name, equals, Tree::Token(TokenTree::Literal(text))]
                    if name.is_ident(&["doc"]) && equals.is_punct('=') =>
                {
                    self.doc(text)?;
                }
                _ => {
                    let line = Line::of(attribute)?;
                    self.whole(&format!("#[{}]", line.text))?;
                }
            }
            trees = rest;
        }
        Some(trees)
    }

    fn doc(&mut self, literal: &Literal) -> Option<()> {
        let text = literal.to_string();
        let unescaped = text.strip_prefix('"')?.strip_suffix('"')?;
        let value;
        let text = if unescaped.contains('\\') {
            let Lit::Str(text) = Lit::new(literal.clone()) else { return None };
            value = text.value();
            &value
        } else {
            unescaped
        };
        if text.contains('\n') || text.starts_with('/') {
            return None;
        }
        let (begin, text) = text.strip_prefix(COMMENT).map_or(("///", text), |comment| ("//", comment));
        self.start();
        self.text.push_str(begin);
        self.text.push_str(text.trim_end_matches(' '));
        self.text.push('\n');
        Some(())
    }

    /// Writes fields or variants.
    fn members(&mut self, mut trees: &[Tree]) -> Option<()> {
        while !trees.is_empty() {
            trees = self.attributes(trees)?;
            let (member, rest) = first(trees);
            self.line(member, ",")?;
            trees = rest;
        }
        Some(())
    }

    /// Writes the head of a function, with a line for each parameter if it is long.
    fn signature(&mut self, head: &[Tree]) -> Option<()> {
        if self.line(head, " {").is_some() {
            return Some(());
        }
        let parameters = head.iter().position(|tree| tree.group(Delimiter::Parenthesis).is_some())?;
        let returned = head.get(parameters + 1..)?;
        let space = if returned.is_empty() { "" } else { " " };
        self.list(head.get(..=parameters)?, &format!("){space}{} {{", Line::of(returned)?.text))
    }

    /// Writes what ends with a list in parentheses, with a line for each member, and the end.
    fn list(&mut self, trees: &[Tree], end: &str) -> Option<()> {
        let (list, head) = trees.split_last()?;
        self.line(head, "(")?;
        self.indent += INDENT;
        self.members(list.group(Delimiter::Parenthesis)?)?;
        self.indent -= INDENT;
        self.whole(end)
    }

    /// Writes a statement of calls of methods, one on the value of another, with a line for each but the first.
    fn calls(&mut self, statement: &[Tree]) -> Option<()> {
        let [Tree::Token(TokenTree::Ident(receiver)), dot, ..] = statement else { return None };
        // The first call would be on a line of its own behind a longer name.
        if receiver.to_string().len() > INDENT || !dot.is_punct('.') {
            return None;
        }
        let mut calls = statement.get(1..)?.chunks(3);
        let is_call = |call: &[Tree]| matches!(call, [dot, _, Tree::Group(..)] if dot.is_punct('.'));
        if !calls.clone().all(is_call) {
            return None;
        }
        calls.next();
        let Some(last) = calls.next_back() else { return self.list(statement, ");") };
        self.line(statement.get(..4)?, "")?;
        self.indent += INDENT;
        for call in calls {
            self.line(call, "")?;
        }
        self.line(last, ";")?;
        self.indent -= INDENT;
        Some(())
    }

    fn statements(&mut self, mut trees: &[Tree]) -> Option<()> {
        while let Some(first) = trees.first() {
            let is_block = first.is_ident(&["if", "for"]);
            let is_end =
                |tree: &Tree| tree.is_punct(';') || (is_block && tree.group(Delimiter::Brace).is_some());
            let Some(end) = trees.iter().position(is_end) else {
                return if is_block || trees.iter().any(|tree| tree.is_punct('=')) {
                    None
                } else {
                    self.last(trees)
                };
            };
            let (statement, rest) = (trees.get(..end)?, trees.get(end + 1..)?);
            match trees.get(end)?.group(Delimiter::Brace) {
                Some([]) => return None,
                Some(block) => {
                    self.line(statement, " {")?;
                    self.indent += INDENT;
                    self.statements(block)?;
                    self.indent -= INDENT;
                    self.line(&[], "}")?;
                    if rest.first().is_some_and(|tree| tree.is_ident(&["else"]) || tree.is_punct(';')) {
                        return None;
                    }
                }
                None if is_block || statement.is_empty() => return None,
                None => self.line(statement, ";").or_else(|| self.calls(statement))?,
            }
            trees = rest;
        }
        Some(())
    }

    /// Writes the value of a block, which may be the literal of a struct.
    fn last(&mut self, trees: &[Tree]) -> Option<()> {
        let Some((Tree::Group(Delimiter::Brace, fields), name)) = trees.split_last() else {
            return self.line(trees, "");
        };
        let (whole, inner) = (Line::of(name)?, Line::of(fields)?);
        let is_path = |char: char| char.is_alphanumeric() || matches!(char, ':' | '_');
        if inner.text.is_empty() || inner.text.ends_with(',') || !whole.text.chars().all(is_path) {
            return None;
        }
        let line = format!("{} {{ {} }}", whole.text, inner.text);
        if line.len() <= STRUCT_WIDTH {
            return self.whole(&line);
        }
        self.line(name, " {")?;
        self.indent += INDENT;
        self.members(fields)?;
        self.indent -= INDENT;
        self.line(&[], "}")
    }

    /// Writes tokens and what follows them in a line.
    fn line(&mut self, trees: &[Tree], end: &str) -> Option<()> {
        let mut line = Line::of(trees)?;
        line.text.push_str(end);
        self.whole(&line.text)
    }

    fn whole(&mut self, line: &str) -> Option<()> {
        if self.indent + line.len() > WIDTH {
            return None;
        }
        self.start();
        self.text.push_str(line);
        self.text.push('\n');
        Some(())
    }

    fn start(&mut self) {
        let indent = self.indent;
        // Writing into a string does not fail.
        let _ = write!(self.text, "{:indent$}", "");
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::{TokenStream, TokenTree};
    use quote::{format_ident, quote};

    use super::super::line::Tree;
    use super::super::long;
    use super::{WIDTH, text};

    fn trees(tokens: TokenStream) -> Vec<Tree> {
        let tree = |token| match token {
            TokenTree::Group(group) => Tree::Group(group.delimiter(), trees(group.stream())),
            token => Tree::Token(token),
        };
        tokens.into_iter().map(tree).collect()
    }

    #[test]
    fn short_items_are_written_as_by_the_formatter() -> syn::Result<()> {
        let (long, wide) = (format_ident!("a{}", "b".repeat(40)), format_ident!("A{}", "b".repeat(25)));
        let items = [
            quote!(use a::A; use a::{B, C}; #[allow(unused)] use d::D; impl A for B {} impl A for C {}),
            quote! {
                #[doc = " A \"word\" \\ and more. "]
                #[doc = ""]
                #[doc = "@ A comment."]
                #[derive(Debug, Clone)]
                #[allow(clippy::pedantic, dead_code)]
                pub struct A { #[doc = " A."] pub r#type: Option<Vec<(String,)>>, #[deprecated] pub b: (u8, &'static str,), }
                pub struct B(pub ::a::Value);
                pub enum C { A, B(Vec<a::B>) }
                a::b!(A);
            },
            quote! {
                impl<T> a::B for ::c::D<'_, T> {
                    type A = u8;
                    const B: u8 = 1;
                    #[doc = " C."]
                    const C: &'static [&'static str] = &["a", "b"];
                    pub const fn a(mut self) -> Self { self.a.b = ::a::B::new::<u8>(-1, !b, *c).d(|e, _| e.f()); self }
                    pub async fn b<T: Into<u8>>(&self, a: impl Into<T>) -> A<B, C> { self.a(&a.into()).await }
                }
            },
            quote! {
                impl A {
                    fn a(at: &mut B<'_>) {
                        at.b("a", &self.#long).b(#wide).c();
                        at.b(#long, &self.#wide, #long);
                    }
                    pub fn #long(self) -> Result<#wide, #wide> { self.a() }
                    pub fn #long(mut self, #long: #wide) -> Self { Self { a } }
                    pub fn #long(self, a: #wide) -> Result<(), Error<#wide>> { #wide { a: b(c)?, d } }
                    fn a() { if let Some(a) = &b && a != 1 { b(); } for a in b { let c = a as u8; } c }
                }
                mod a { use super::a; fn a() {} }
            },
        ];
        for items in items {
            assert_eq!(text(&trees(items.clone())), Some(long::by_tree(items)?));
        }
        Ok(())
    }

    #[test]
    fn what_may_be_broken_is_left_to_the_formatter() {
        let long = format_ident!("a{}", "b".repeat(WIDTH));
        let items = [
            quote!(static A: u8 = #long;),
            quote!(
                static A: bool = a < b;
            ),
            quote!(
                fn a() {
                    match a {
                        _ => b,
                    }
                }
            ),
            quote!(
                fn a() {
                    b(|| {
                        c();
                    })
                }
            ),
            quote!(
                pub(crate) struct A;
            ),
            quote!(
                #[doc = "a\nb"]
                struct A;
            ),
        ];
        for items in items {
            assert_eq!(text(&trees(items.clone())), None, "{items}");
        }
    }
}
