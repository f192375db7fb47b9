//! Tokens in a line, with the spaces between them that prettyplease writes.

use std::mem;

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// A token, or tokens in delimiters: unlike those of a [`TokenStream`], they can be looked at without a copy.
pub enum Tree {
    Group(Delimiter, Vec<Tree>),
    Token(TokenTree),
}

impl From<Tree> for TokenTree {
    fn from(tree: Tree) -> Self {
        match tree {
            Tree::Group(delimiter, trees) => Group::new(delimiter, tokens(trees)).into(),
            Tree::Token(token) => token,
        }
    }
}

impl Tree {
    pub fn is_punct(&self, char: char) -> bool {
        matches!(self, Self::Token(TokenTree::Punct(punct)) if punct.as_char() == char)
    }

    pub fn is_ident(&self, names: &[&str]) -> bool {
        matches!(self, Self::Token(TokenTree::Ident(ident)) if names.iter().any(|name| ident == name))
    }

    pub fn group(&self, delimiter: Delimiter) -> Option<&[Self]> {
        match self {
            Self::Group(of, trees) if *of == delimiter => Some(trees),
            _ => None,
        }
    }
}

/// The tokens of some trees.
pub fn tokens(trees: Vec<Tree>) -> TokenStream {
    trees.into_iter().map(TokenTree::from).collect()
}

/// What is before the first comma that is in no delimiters, and what is behind it.
pub fn first(trees: &[Tree]) -> (&[Tree], &[Tree]) {
    let mut depth = 0;
    for (index, tree) in trees.iter().enumerate() {
        let Tree::Token(TokenTree::Punct(punct)) = tree else { continue };
        match punct.as_char() {
            '<' => depth += 1,
            // The other one is the head of an arrow.
            '>' if depth > 0 => depth -= 1,
            ',' if depth == 0 => {
                let (member, rest) = trees.split_at(index);
                return (member, rest.get(1..).unwrap_or_default());
            }
            _ => {}
        }
    }
    (trees, &[])
}

/// Tokens with the spaces between them.
#[derive(Default)]
pub struct Line {
    pub text: String,
    /// Whether the last token ends an operand, so that an operator behind it has two.
    is_operand: bool,
    /// Whether a space is before the next token, unless it belongs to the last one.
    is_apart: bool,
    /// How many angle brackets are open.
    angles: usize,
    /// Whether the parameters of a closure have begun.
    is_closure: bool,
}

/// Those after which an operand begins.
const KEYWORDS: [&str; 13] =
    ["as", "async", "const", "fn", "for", "if", "impl", "in", "let", "mut", "pub", "struct", "use"];

impl Line {
    /// A line of some tokens, unless only a parser could tell what one of them means.
    pub fn of(trees: &[Tree]) -> Option<Self> {
        let mut line = Self::default();
        line.add(trees)?;
        (line.angles == 0).then_some(line)
    }

    fn add(&mut self, trees: &[Tree]) -> Option<()> {
        let mut trees = trees.iter();
        while let Some(tree) = trees.next() {
            match tree {
                Tree::Token(TokenTree::Ident(ident)) => {
                    let name = ident.to_string();
                    if matches!(
                        name.as_str(),
                        "match" | "unsafe" | "where" | "return" | "move" | "dyn" | "else"
                    ) {
                        return None;
                    }
                    self.word(&name);
                    self.is_operand = !KEYWORDS.contains(&name.as_str());
                }
                Tree::Token(TokenTree::Literal(literal)) => {
                    self.word(&literal.to_string());
                    self.is_operand = true;
                }
                Tree::Token(TokenTree::Punct(punct))
                    if punct.spacing() == Spacing::Joint && punct.as_char() != '\'' =>
                {
                    let Some(Tree::Token(TokenTree::Punct(second))) = trees.as_slice().first() else {
                        return None;
                    };
                    self.joint(punct.as_char(), second.as_char())?;
                    trees.next();
                }
                Tree::Token(TokenTree::Punct(punct)) => {
                    self.punct(punct.as_char(), trees.as_slice().first())?;
                }
                Tree::Group(delimiter, inner) => self.group(*delimiter, inner)?,
                Tree::Token(TokenTree::Group(_)) => return None,
            }
        }
        Some(())
    }

    /// Writes what does not belong to the last token.
    fn word(&mut self, word: &str) {
        if self.is_apart {
            self.text.push(' ');
        }
        self.text.push_str(word);
        self.is_apart = true;
    }

    /// Writes what belongs to the last token.
    fn attach(&mut self, word: &str, is_apart: bool, is_operand: bool) {
        self.text.push_str(word);
        (self.is_apart, self.is_operand) = (is_apart, is_operand);
    }

    fn prefix(&mut self, word: &str) {
        self.word(word);
        (self.is_apart, self.is_operand) = (false, false);
    }

    fn operator(&mut self, word: &str) {
        self.word(word);
        self.is_operand = false;
    }

    fn joint(&mut self, first: char, second: char) -> Option<()> {
        match (first, second) {
            (':', ':') if self.is_operand => self.attach("::", false, false),
            (':', ':') => self.prefix("::"),
            ('-', '>') => self.operator("->"),
            ('=', '=') if self.is_operand => self.operator("=="),
            ('!', '=') if self.is_operand => self.operator("!="),
            ('&', '&') if self.is_operand => self.operator("&&"),
            ('>', '>') => return self.punct('>', None).and_then(|()| self.punct('>', None)),
            _ => return None,
        }
        Some(())
    }

    fn punct(&mut self, char: char, next: Option<&Tree>) -> Option<()> {
        match char {
            ',' if next.is_none() => return None,
            ',' => self.attach(",", true, false),
            ':' | ';' => self.attach(if char == ':' { ":" } else { ";" }, true, false),
            '.' => self.attach(".", false, false),
            '?' => self.attach("?", true, true),
            '=' => self.operator("="),
            '\'' => self.prefix("'"),
            // The call of a macro.
            '!' if self.is_operand
                && next.is_some_and(|next| matches!(next, Tree::Group(_, inner) if inner.len() == 1)) =>
            {
                self.attach("!", false, true);
            }
            '&' | '*' | '-' | '!' if !self.is_operand => self.prefix(char.encode_utf8(&mut [0; 4])),
            '|' if self.is_closure => {
                self.attach("|", true, false);
                self.is_closure = false;
            }
            '|' if !self.is_operand => {
                self.prefix("|");
                self.is_closure = true;
            }
            '<' if self.may_be_generic() => {
                self.attach("<", false, false);
                self.angles += 1;
            }
            '>' if self.angles > 0 => {
                self.attach(">", true, true);
                self.angles -= 1;
            }
            _ => return None,
        }
        Some(())
    }

    /// Whether an angle bracket begins a list of generics, and is not the sign of a comparison.
    fn may_be_generic(&self) -> bool {
        let is_word = |char: char| char.is_alphanumeric() || char == '_';
        let before = self.text.trim_end_matches(is_word);
        let name = self.text.get(before.len()..).unwrap_or_default();
        self.text.ends_with("::")
            || name == "impl"
            || name.starts_with(char::is_uppercase)
            || (self.is_operand && before.ends_with("fn "))
    }

    fn group(&mut self, delimiter: Delimiter, inner: &[Tree]) -> Option<()> {
        let (open, close) = match delimiter {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace if self.text.ends_with("::") => ("{", "}"),
            Delimiter::Brace | Delimiter::None => return None,
        };
        if self.text.ends_with("pub") {
            return None;
        }
        let is_call = self.is_operand && delimiter != Delimiter::Brace;
        if is_call {
            self.attach(open, false, false);
        } else {
            self.prefix(open);
        }
        let (angles, is_closure) = (mem::take(&mut self.angles), mem::take(&mut self.is_closure));
        match inner.split_last() {
            Some((last, list)) if last.is_punct(',') => {
                self.add(list)?;
                // A tuple of one.
                if !is_call && delimiter == Delimiter::Parenthesis && first(list).0.len() == list.len() {
                    self.text.push(',');
                }
            }
            _ => self.add(inner)?,
        }
        if self.angles > 0 {
            return None;
        }
        (self.angles, self.is_closure) = (angles, is_closure);
        self.attach(close, true, true);
        Some(())
    }
}
