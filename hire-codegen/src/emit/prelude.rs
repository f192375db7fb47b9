//! Names of the prelude: emitters write them by their full paths, and what is emitted has them plain, except those that
//! the description gives to something of its own. A schema may be called `Option`.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::quote;

use super::line::{Line, Tree};
use super::long;
use crate::ir::{Model, TypeKind};

/// Each name with the path before it; what is part of another name comes first.
const NAMES: [(&[&str], &str); 13] = [
    (&["core", "option", "Option"], "Some"),
    (&["core", "option", "Option"], "None"),
    (&["core", "option"], "Option"),
    (&["core", "result", "Result"], "Ok"),
    (&["core", "result", "Result"], "Err"),
    (&["core", "result"], "Result"),
    (&["core", "convert"], "From"),
    (&["core", "convert"], "Into"),
    (&["core", "default"], "Default"),
    (&["core", "iter"], "FromIterator"),
    (&["std", "boxed"], "Box"),
    (&["std", "string"], "String"),
    (&["std", "vec"], "Vec"),
];

/// A value that is no longer is in the line of the item that is equal to it.
const SHORT: usize = 70;

/// Which names of the prelude mean what they mean elsewhere.
pub struct Prelude {
    plain: Vec<(&'static [&'static str], &'static str)>,
}

impl Prelude {
    /// The names that no type and no request of a model has.
    pub fn of(model: &Model) -> Self {
        let is_taken = |name: &str| {
            let types = model.types.iter().any(|definition| match &definition.kind {
                TypeKind::Struct(structure) => {
                    definition.name.plain() == name || structure.builder.plain() == name
                }
                _ => definition.name.plain() == name,
            });
            types || model.operations.iter().any(|operation| operation.name.plain() == name)
        };
        Self { plain: NAMES.into_iter().filter(|(_, name)| !is_taken(name)).collect() }
    }

    /// The text of some items.
    pub fn formatted(&self, items: TokenStream) -> syn::Result<String> {
        long::formatted(self.shortened(items))
    }

    /// The text of a type, in a line.
    pub fn type_text(&self, type_: &TokenStream) -> syn::Result<String> {
        self.in_line(&quote!(type T =), type_)
    }

    /// The text of an expression, in a line.
    pub fn expression_text(&self, expression: &TokenStream) -> syn::Result<String> {
        self.in_line(&quote!(static T: T =), expression)
    }

    /// The text of an expression as it is formatted, in a table, whose lines are indented.
    pub fn expression_lines(&self, expression: &TokenStream) -> syn::Result<String> {
        let text = self.formatted(quote!(static T: T = #expression;))?;
        let value = text.split_once(" = ").map_or("", |(_, value)| value);
        Ok(value.trim_end().trim_end_matches(';').replace('\n', "\n    "))
    }

    /// The text of what an item is equal to, however long it is, in a line.
    fn in_line(&self, item: &TokenStream, value: &TokenStream) -> syn::Result<String> {
        if let Some(line) = Line::of(&self.shortened(value.clone())).filter(|line| line.text.len() <= SHORT) {
            return Ok(line.text);
        }
        let mut joined = String::new();
        for line in self.formatted(quote!(#item #value;))?.lines().map(str::trim) {
            match line.chars().next() {
                Some(']' | '>') if joined.ends_with(',') => drop(joined.pop()),
                // A tuple of one has its comma in a line, too.
                Some(')') => {}
                _ if joined.ends_with(',') => joined.push(' '),
                _ => {}
            }
            joined.push_str(line);
        }
        let value = joined.split_once(" = ").map_or("", |(_, value)| value);
        Ok(value.trim_end_matches(';').to_owned())
    }

    fn shortened(&self, tokens: TokenStream) -> Vec<Tree> {
        let mut trees = tokens.into_iter().collect::<Vec<_>>().into_iter();
        let mut shortened = Vec::with_capacity(trees.len());
        while let Some(first) = trees.as_slice().first() {
            if is_colon(first) {
                let path = self.path_before_name(trees.as_slice());
                trees.by_ref().take(path).for_each(drop);
            }
            shortened.extend(trees.next().map(|tree| match tree {
                TokenTree::Group(group) => {
                    let (delimiter, inner) = (group.delimiter(), group.stream());
                    // Tokens with one owner are taken apart, others are copied first.
                    drop(group);
                    Tree::Group(delimiter, self.shortened(inner))
                }
                tree => Tree::Token(tree),
            }));
        }
        shortened
    }

    /// How many of some tokens are the path before a name of the prelude.
    fn path_before_name(&self, tokens: &[TokenTree]) -> usize {
        let length = |(path, name): &(&'static [&'static str], &str)| {
            let rest = path.iter().try_fold(tokens, |rest, module| after(rest, module))?;
            after(rest, name).map(|_| path.len() * 3 + 2)
        };
        self.plain.iter().find_map(length).unwrap_or(0)
    }
}

fn is_colon(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ':')
}

/// What follows `::` and a name.
fn after<'t>(tokens: &'t [TokenTree], name: &str) -> Option<&'t [TokenTree]> {
    match tokens {
        [TokenTree::Punct(first), TokenTree::Punct(second), TokenTree::Ident(ident), rest @ ..] => {
            let is_path =
                first.as_char() == ':' && first.spacing() == Spacing::Joint && second.as_char() == ':';
            (is_path && ident == name).then_some(rest)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::quote;

    use super::super::line;
    use super::{NAMES, Prelude};

    #[track_caller]
    fn assert_shortened(taken: &[&str], tokens: TokenStream, expected: &TokenStream) {
        let plain = NAMES.into_iter().filter(|(_, name)| !taken.contains(name)).collect();
        let shortened = line::tokens(Prelude { plain }.shortened(tokens));
        assert_eq!(shortened.to_string(), expected.to_string());
    }

    #[test]
    fn names_are_plain_unless_they_are_taken() {
        let type_ = quote!(a: ::core::option::Option<::std::vec::Vec<(::std::string::String,)>>);
        assert_shortened(&[], type_.clone(), &quote!(a: Option<Vec<(String,)>>));
        assert_shortened(
            &["Option", "String"],
            type_,
            &quote!(a: ::core::option::Option<Vec<(::std::string::String,)>>),
        );
        let value = quote!(f(::core::option::Option::Some(::hire_runtime::Value::String(
            ::core::convert::Into::into("a")
        ))));
        assert_shortened(
            &["Option"],
            value.clone(),
            &quote!(f(Some(::hire_runtime::Value::String(Into::into("a"))))),
        );
        assert_shortened(
            &["Some"],
            value,
            &quote!(f(Option::Some(::hire_runtime::Value::String(Into::into("a"))))),
        );
    }

    #[test]
    fn long_types_and_expressions_are_one_line() -> syn::Result<()> {
        let prelude = Prelude { plain: NAMES.to_vec() };
        let name = "a, b".repeat(30);
        let expression = quote!(&[(#name, ::a::Style::FORM.explode(true)), (#name, ::a::Style::SIMPLE)]);
        assert_eq!(
            prelude.expression_text(&expression)?,
            format!("&[({name:?}, ::a::Style::FORM.explode(true),), ({name:?}, ::a::Style::SIMPLE,)]"),
        );
        let long = quote::format_ident!("A{}", "b".repeat(100));
        assert_eq!(
            prelude.type_text(&quote!(::std::vec::Vec<(#long, #long)>))?,
            format!("Vec<({long}, {long},)>"),
        );
        Ok(())
    }
}
