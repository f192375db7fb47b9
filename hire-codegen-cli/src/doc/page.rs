//! A documentation page of one operation, as data.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value, json};

/// What a page says of an operation. Line numbers count from 1.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Page {
    /// The title in the page's head; without a head, the heading.
    pub title: String,
    /// The first heading.
    pub heading: String,
    /// The HTTP method, as on the page.
    pub method: String,
    /// The address, as on the page: parameters of the path begin with a colon, and a query may follow.
    pub url: String,
    /// The rate limit, in words.
    pub rate_limit: Option<String>,
    /// Ids of the scopes of which one is needed.
    pub scopes: Vec<String>,
    /// Ids of the scopes that some of the fields need.
    pub field_scopes: Vec<String>,
    /// The kinds of tokens that are accepted.
    pub tokens: Vec<String>,
    /// The table of headers.
    pub headers: Vec<Header>,
    /// The table of path parameters.
    pub path_params: Fields,
    /// The table of query parameters.
    pub query: Fields,
    /// The table of the request's body.
    pub request: Fields,
    /// The table of the response's body.
    pub response: Fields,
    /// The table of error codes.
    pub errors: Vec<ErrorRow>,
    /// The example of the request's body.
    pub request_example: Option<Example>,
    /// The example of the response's body.
    pub response_example: Option<Example>,
    /// The date of the last change, as `2024-11-18`, in the platform's time zone.
    pub updated: Option<String>,
    /// The address of the page itself, if its head has it.
    pub source: Option<String>,
    /// What is not understood, by line.
    pub unread: Vec<Unread>,
    /// What the page says outside of tables and examples, by the heading that it is under.
    pub texts: Vec<SectionText>,
    /// Where an attribute of the page is, by its name in the JSON object.
    pub lines: BTreeMap<&'static str, usize>,
}

/// A row of the table of headers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// The header's name.
    pub name: String,
    /// Whether it is required, if the page says so.
    pub required: Option<bool>,
    /// The only value that it may have.
    pub fixed: Option<String>,
    /// An example of the value.
    pub example: Option<String>,
    /// What else is said of it.
    pub text: String,
    /// Where the row is.
    pub line: usize,
}

/// A table of parameters or of a body.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Fields {
    /// The page has no such table.
    #[default]
    Absent,
    /// The table's dialect does not say which rows are inside of which, and neither does the example: the rows in the order of
    /// the page, without children.
    Unknown(Vec<Field>),
    /// The rows, each with those inside of it.
    Known(Vec<Field>),
}

impl Fields {
    /// The rows at the top; of a table whose nesting is unknown, all rows.
    pub fn rows(&self) -> &[Field] {
        match self {
            Self::Absent => &[],
            Self::Unknown(rows) | Self::Known(rows) => rows,
        }
    }

    fn to_json(&self) -> Value {
        match self {
            Self::Absent => Value::Null,
            Self::Unknown(_) => "unknown".into(),
            Self::Known(rows) => rows.iter().map(Field::to_json).collect(),
        }
    }
}

/// A row of a table of fields.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Field {
    /// The field's name.
    pub name: String,
    /// The page's word for the type, without the brackets of lists.
    pub type_word: Option<String>,
    /// How many times it is a list.
    pub list: u8,
    /// Whether it is required, if the page says so.
    pub required: Option<bool>,
    /// The values that are listed under a label, each with what is said of it.
    pub values: Option<Vec<(String, String)>>,
    /// The value that an absent field has.
    pub default: Option<String>,
    /// An example of the value, without its quotes.
    pub example: Option<String>,
    /// The limits of the value, in the order of the page.
    pub rules: Rules,
    /// What else is said of the field.
    pub text: String,
    /// Where the row is.
    pub line: usize,
    /// The fields of the object, or of the list's elements.
    pub children: Vec<Field>,
}

/// The path of what has a name inside of a path. Dots are between names: one in a name is `%2E`.
pub fn path_in(parent: &str, name: &str) -> String {
    format!("{parent}.{}", name.replace('.', "%2E"))
}

/// The path that something is inside of, and its name.
pub fn split_path(path: &str) -> Option<(&str, String)> {
    path.rsplit_once('.').map(|(parent, name)| (parent, name.replace("%2E", ".")))
}

impl Field {
    /// The path of the field inside of another, or of a table.
    pub fn path(&self, parent: &str) -> String {
        path_in(parent, &self.name)
    }

    fn to_json(&self) -> Value {
        let keys = |values: &Vec<(String, String)>| values.iter().map(|(key, _)| key.as_str()).collect();
        json!({
            "name": self.name,
            "type": self.type_word,
            "list": self.list,
            "required": self.required,
            "enum": self.values.as_ref().map_or(Value::Null, keys),
            "default": self.default,
            "example": self.example,
            "rules": self.rules.to_json(),
            "children": self.children.iter().map(Self::to_json).collect::<Value>(),
        })
    }
}

/// The limits of a value, by keywords of JSON Schema where they have one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rules(pub Map<String, Value>);

impl Rules {
    /// Adds a limit of a number or of a length.
    pub fn limit(&mut self, keyword: &str, number: Number) {
        self.0.insert(keyword.to_owned(), Value::Number(number));
    }

    fn to_json(&self) -> Value {
        Value::Object(self.0.clone())
    }
}

/// A row of the table of error codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErrorRow {
    /// The status of HTTP, if the page has it.
    pub status: Option<u16>,
    /// The error code.
    pub code: i64,
    /// What the code means.
    pub text: String,
    /// What to do about it.
    pub advice: String,
    /// Where the row is.
    pub line: usize,
}

/// An example of a body.
#[derive(Debug, Clone, PartialEq)]
pub enum Example {
    /// It is JSON.
    Json(Value),
    /// It is something else: parts of a form, or JSON with comments.
    Text(String),
}

impl Example {
    fn to_json(example: Option<&Self>) -> Value {
        match example {
            None => Value::Null,
            Some(Self::Json(value)) => json!({ "json": true, "value": value }),
            Some(Self::Text(text)) => json!({ "json": false, "value": text }),
        }
    }
}

/// Something on the page that is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Where it is.
    pub line: usize,
    /// What it is.
    pub what: String,
    /// Whether it is also in the text of its field, where a change of it shows.
    pub is_in_text: bool,
}

impl Unread {
    /// Something that no text has.
    pub fn new(line: usize, what: impl Into<String>) -> Self {
        Self { line, what: what.into(), is_in_text: false }
    }
}

/// What the page says under a heading, outside of tables and examples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionText {
    /// The heading.
    pub heading: String,
    /// The text.
    pub text: String,
    /// Where it begins.
    pub line: usize,
}

impl Page {
    /// The tables of parameters and bodies, by their names.
    pub fn tables(&self) -> [(&'static str, &Fields); 4] {
        [
            ("path_params", &self.path_params),
            ("query", &self.query),
            ("request", &self.request),
            ("response", &self.response),
        ]
    }

    /// A table of parameters or of a body, by its name.
    pub fn table(&self, name: &str) -> &Fields {
        match name {
            "path_params" => &self.path_params,
            "query" => &self.query,
            "request" => &self.request,
            _ => &self.response,
        }
    }

    /// The example of a body, by the name of its table.
    pub fn example(&self, table: &str) -> Option<&Example> {
        match table {
            "request" => self.request_example.as_ref(),
            "response" => self.response_example.as_ref(),
            _ => None,
        }
    }

    /// Exchanges a table of parameters or of a body.
    pub fn set_table(&mut self, name: &str, fields: Fields) {
        match name {
            "path_params" => self.path_params = fields,
            "query" => self.query = fields,
            "request" => self.request = fields,
            _ => self.response = fields,
        }
    }

    /// The page as a JSON object, as `hire-codegen doc read` prints it.
    pub fn to_json(&self) -> Value {
        let header = |header: &Header| json!({ "name": header.name, "required": header.required, "fixed": header.fixed });
        let error = |row: &ErrorRow| json!({ "status": row.status, "code": row.code, "text": row.text });
        let unread = |unread: &Unread| json!({ "line": unread.line, "what": unread.what });
        json!({
            "kind": "api",
            "title": self.title,
            "method": self.method,
            "url": self.url,
            "rate_limit": self.rate_limit,
            "scopes": self.scopes,
            "field_scopes": self.field_scopes,
            "tokens": self.tokens,
            "headers": self.headers.iter().map(header).collect::<Value>(),
            "path_params": self.path_params.to_json(),
            "query": self.query.to_json(),
            "request": self.request.to_json(),
            "response": self.response.to_json(),
            "errors": self.errors.iter().map(error).collect::<Value>(),
            "request_example": Example::to_json(self.request_example.as_ref()),
            "response_example": Example::to_json(self.response_example.as_ref()),
            "updated": self.updated,
            "unread": self.unread.iter().map(unread).collect::<Value>(),
        })
    }
}
