//! Conditions of emitted code.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// An expression of type `bool`, with what has to be known to put it together with others.
#[derive(Debug, Clone)]
pub enum Condition {
    /// `true` or `false`.
    Constant(bool),
    /// An operand of `&&` and `||` as it is.
    Simple(TokenStream),
    /// An operand only within parentheses.
    Compound(TokenStream),
}

impl ToTokens for Condition {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Constant(value) => value.to_tokens(tokens),
            Self::Simple(test) | Self::Compound(test) => test.to_tokens(tokens),
        }
    }
}

impl Condition {
    /// Whether all of some conditions hold. What always holds, or never, is not asked.
    pub fn all(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::joined(conditions, true, &quote!(&&))
    }

    /// Whether one of some conditions holds. What always holds, or never, is not asked.
    pub fn any(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::joined(conditions, false, &quote!(||))
    }

    /// `neutral` is the constant that changes nothing; the other one decides.
    fn joined(conditions: impl IntoIterator<Item = Self>, neutral: bool, operator: &TokenStream) -> Self {
        let mut asked = Vec::new();
        for condition in conditions {
            match condition {
                Self::Constant(value) if value == neutral => {}
                Self::Constant(value) => return Self::Constant(value),
                _ => asked.push(condition),
            }
        }
        match asked.as_slice() {
            [] => Self::Constant(neutral),
            [only] => only.clone(),
            [first, rest @ ..] => {
                let (first, rest) = (first.operand(), rest.iter().map(Self::operand));
                Self::Compound(quote!(#first #(#operator #rest)*))
            }
        }
    }

    /// Whether a condition does not hold.
    pub fn not(&self) -> Self {
        match self {
            Self::Constant(value) => Self::Constant(!value),
            _ => Self::Simple(quote!(!(#self))),
        }
    }

    /// The condition `then` where this one holds, and another where it does not.
    pub fn choice(&self, then: Self, otherwise: Self) -> Self {
        match (self, &then, &otherwise) {
            (Self::Constant(true), ..) => then,
            (Self::Constant(false), ..) => otherwise,
            (_, Self::Constant(true), _) => Self::any([self.clone(), otherwise]),
            (_, Self::Constant(false), _) => Self::all([self.not(), otherwise]),
            (_, _, Self::Constant(true)) => Self::any([self.not(), then]),
            (_, _, Self::Constant(false)) => Self::all([self.clone(), then]),
            _ => Self::Compound(quote!(if #self { #then } else { #otherwise })),
        }
    }

    /// Statements where the condition holds, and others where it does not.
    pub fn either(&self, then: TokenStream, otherwise: TokenStream) -> TokenStream {
        match (self, then.is_empty(), otherwise.is_empty()) {
            (Self::Constant(false), ..) => otherwise,
            (Self::Constant(true), ..) | (_, true, true) => then,
            (_, _, true) => quote!(if #self { #then }),
            (_, true, _) => {
                let fails = self.not();
                quote!(if #fails { #otherwise })
            }
            _ => quote!(if #self { #then } else { #otherwise }),
        }
    }

    fn operand(&self) -> TokenStream {
        match self {
            Self::Compound(test) => quote!((#test)),
            _ => self.to_token_stream(),
        }
    }
}
