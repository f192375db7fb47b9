//! Servers: where the API is served.

use crate::source::Place;

/// An address that the API is served at.
#[derive(Clone, Debug)]
pub struct Server<'a> {
    /// The server.
    pub place: Place,
    /// The address as written, with `{name}` for each variable.
    pub template: &'a str,
    /// The address with the defaults of its variables filled in; may be relative.
    pub url: String,
    /// What the server is for.
    pub description: Option<&'a str>,
    /// The variables that are declared, whether or not the address has them.
    pub variables: Vec<ServerVariable<'a>>,
}

/// A part of an address that a caller may choose.
#[derive(Clone, Debug)]
pub struct ServerVariable<'a> {
    /// The name between the braces.
    pub name: &'a str,
    /// The value of a caller who chooses none.
    pub default: &'a str,
    /// The values to choose from; empty where any value will do.
    pub values: Vec<&'a str>,
    /// What the variable is for.
    pub description: Option<&'a str>,
}
