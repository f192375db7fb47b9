//! Reading objects by the table of keys: what becomes of a key without a row there is decided once, here.

use super::keys::Shape;
use super::reader::Reader;
use crate::diagnostic::codes::{
    BAD_VALUE, CONFLICTING_KEYS, KEY_OF_OTHER_VERSION, MISPLACED_EXTENSION, MISSING_KEY, UNKNOWN_EXTENSION,
    UNKNOWN_KEY, WRONG_TYPE,
};
use crate::diagnostic::{Diagnostics, Severity, nearest};
use crate::openapi::Versions;
use crate::source::{Cursor, Place};

/// Our extensions, and what they belong to.
const EXTENSIONS: &[(&str, &str)] = &[
    ("x-envelope", "the document or an operation"),
    ("x-error-codes", "the document or an operation"),
    ("x-rate-limit", "the document or an operation"),
    ("x-idempotency-key", "an operation"),
    // Of the command line alone, which compares descriptions with documentation pages.
    ("x-doc", "the document or an operation"),
    ("x-sensitive", "a schema"),
    ("x-enum-varnames", "a schema"),
    ("x-enumNames", "a schema"),
    ("x-enum-descriptions", "a schema"),
    ("x-rust-name", "a schema"),
    ("x-rust-type", "a schema"),
];

/// The keys that change no request and no response: a misspelling of one leaves the meaning of a description as it is.
const INFORMATIVE: &[&str] = &[
    "contact",
    "deprecated",
    "description",
    "example",
    "examples",
    "externalDocs",
    "license",
    "operationId",
    "summary",
    "tags",
    "termsOfService",
];

/// Reports an extension of ours that has no effect on the object `owner`, and a key that resembles one of ours. `allowed`
/// are the extensions that have an effect on the object.
pub(crate) fn check_extension(
    diagnostics: &mut Diagnostics,
    value: Cursor<'_>,
    owner: &str,
    allowed: &[&str],
) {
    let key = value.key().unwrap_or_default();
    if allowed.contains(&key) {
        return;
    }
    let place = value.key_place();
    if let Some((_, home)) = EXTENSIONS.iter().find(|(name, _)| *name == key) {
        let message = format!("`{key}` has no effect on {owner}");
        diagnostics.warning(MISPLACED_EXTENSION, place, message).help(format!("move it to {home}"));
    } else if let Some(meant) = nearest(key, EXTENSIONS.iter().map(|(name, _)| *name)) {
        let message = format!("`{key}` is not known, and ignored");
        diagnostics.warning(UNKNOWN_EXTENSION, place, message).label(format!("did you mean `{meant}`?"));
    }
}

/// A mapping whose keys have been looked through.
#[derive(Clone, Copy)]
pub(super) struct Object<'a> {
    pub(super) cursor: Cursor<'a>,
    shape: &'static Shape,
    has_unknown_keys: bool,
}

impl<'a> Object<'a> {
    /// The value of a key; of one that is written in another way, where no value is under the key itself.
    pub(super) fn get(&self, key: &str) -> Option<Cursor<'a>> {
        self.cursor.get(key).or_else(|| {
            let mut entries = self.has_unknown_keys.then(|| self.cursor.entries())?;
            entries.find(|(word, _)| self.shape.meant(word) == Some(key)).map(|(_, value)| value)
        })
    }

    /// Whether a `$ref` in a list or a mapping of the object is a reference: extensions are data, and a scope may have any name.
    fn may_refer(&self, key: &str) -> bool {
        !(self.shape.is_extension || key.starts_with("x-") || key == "scopes")
    }

    /// What the object is, with an article.
    pub(super) fn name(&self) -> &'static str {
        self.shape.name
    }

    /// Whether an unknown key of the object is a misspelling of a known one.
    pub(super) fn has_misspelt(&self, key: &str) -> bool {
        let unknown = self.cursor.entries().map(|(key, _)| key);
        let mut unknown = unknown.filter(|key| self.shape.versions(key).is_none());
        unknown.any(|word| nearest(word, self.shape.keys()) == Some(key))
    }
}

impl<'a> Reader<'a, '_> {
    /// Takes a node for an object, and reports the keys that the object does not have.
    pub(super) fn object(&mut self, cursor: Cursor<'a>, shape: &'static Shape) -> Option<Object<'a>> {
        let mut cursor = cursor;
        let may_refer = shape.versions("$ref").is_none() && !shape.is_extension;
        if may_refer && cursor.get("$ref").is_some_and(|it| it.as_str().is_some()) {
            self.siblings(cursor);
            cursor = self.resolved(cursor, shape.name)?;
        }
        if !cursor.is_mapping() && !self.is_empty_mapping(cursor, shape.name) {
            self.wrong_type(cursor, shape.name);
            return None;
        }
        let mut has_unknown_keys = false;
        for (key, value) in cursor.entries() {
            if key.starts_with("x-") {
                check_extension(self.diagnostics, value, shape.name, shape.extensions);
                continue;
            }
            match shape.versions(key) {
                Some(versions) if versions.contains(self.version) => {}
                Some(versions) => self.of_other_version(key, versions, value.key_place()),
                None => {
                    has_unknown_keys = true;
                    self.unknown_key(key, value, shape);
                }
            }
        }
        Some(Object { cursor, shape, has_unknown_keys })
    }

    /// Whether nothing stands where a mapping is expected: null, or the empty list that some languages write for a mapping
    /// without members. Reports it.
    pub(super) fn is_empty_mapping(&mut self, found: Cursor<'a>, expected: &str) -> bool {
        let is_empty = found.is_null() || (found.is_sequence() && found.items().len() == 0);
        if is_empty {
            let what = found.key().map_or(String::new(), |key| format!("`{key}`: "));
            let message =
                format!("{what}expected {expected}, found {}, which is taken for `{{}}`", found.shown());
            self.diagnostics.warning(WRONG_TYPE, found.place(), message).help("write `{}`");
        }
        is_empty
    }

    /// Reports a key or a value that the version of the document does not have.
    pub(super) fn of_other_version(&mut self, word: &str, versions: Versions, place: Place) {
        let (nearest, version) = (versions.nearest(self.version), self.version);
        let message = format!("`{word}` belongs to OpenAPI {nearest}, and this document is {version}");
        self.diagnostics.warning(KEY_OF_OTHER_VERSION, place, message);
    }

    fn unknown_key(&mut self, key: &'a str, value: Cursor<'a>, shape: &'static Shape) {
        let place = value.key_place();
        let message = format!("`{key}` is no key of {}", shape.name);
        let has = |known: &str| value.parent().is_some_and(|object| object.get(known).is_some());
        if let Some(meant) = shape.meant(key).filter(|meant| !has(meant)) {
            let message = format!("{message}, and is taken for `{meant}`");
            self.diagnostics.warning(UNKNOWN_KEY, place, message).help(format!("write `{meant}`"));
        } else if let Some(meant) = nearest(key, shape.keys()) {
            let diagnostic = if INFORMATIVE.contains(&meant) || has(meant) {
                self.diagnostics.warning(UNKNOWN_KEY, place, message)
            } else {
                self.diagnostics.error(UNKNOWN_KEY, place, message)
            };
            diagnostic.label(format!("did you mean `{meant}`?"));
            diagnostic.help(format!("write `{meant}`; a key of your own begins with `x-`"));
        } else if shape.is_extension {
            let keys: Vec<String> = shape.keys().map(|key| format!("`{key}`")).collect();
            let diagnostic = self.diagnostics.error(UNKNOWN_KEY, place, message);
            diagnostic.help(format!("write one of {}", keys.join(", ")));
        } else {
            let diagnostic = self.diagnostics.warning(UNKNOWN_KEY, place, message);
            diagnostic.label("ignored").help("remove the key, or begin its name with `x-`");
        }
    }

    /// A string that has to be one of a table.
    pub(super) fn one_of<T: Copy>(&mut self, node: Cursor<'a>, table: &[(&str, T)]) -> Option<T> {
        let Some(text) = node.as_str() else {
            self.wrong_type(node, "a string");
            return None;
        };
        let found = table.iter().find(|(name, _)| *name == text);
        let meant = table.iter().find(|(name, _)| name.eq_ignore_ascii_case(text.trim()));
        if let (None, Some((name, value))) = (found, meant) {
            let message = format!("`{text}` is taken for `{name}`");
            self.diagnostics.warning(BAD_VALUE, node.place(), message).help(format!("write `{name}`"));
            return Some(*value);
        }
        if found.is_none() {
            let key = node.key().unwrap_or_default();
            let message = format!("`{text}` is no value of `{key}`");
            let diagnostic = self.diagnostics.error(BAD_VALUE, node.place(), message);
            if let Some(meant) = nearest(text, table.iter().map(|(name, _)| *name)) {
                diagnostic.label(format!("did you mean `{meant}`?"));
            }
            let all: Vec<String> = table.iter().map(|(name, _)| format!("`{name}`")).collect();
            diagnostic.help(format!("write one of {}", all.join(", ")));
        }
        found.map(|(_, value)| *value)
    }

    /// Reports two keys that exclude each other.
    pub(super) fn conflict(&mut self, first: Cursor<'a>, second: Cursor<'a>) {
        let names = (first.key().unwrap_or_default(), second.key().unwrap_or_default());
        let message = format!("`{}` and `{}` exclude each other", names.0, names.1);
        let diagnostic = self.diagnostics.warning(CONFLICTING_KEYS, second.key_place(), message);
        diagnostic.related(first.key_place(), "both are here");
    }

    /// Reports a value of the wrong type.
    pub(super) fn wrong_type(&mut self, found: Cursor<'a>, expected: &str) {
        let what = found.key().map_or(String::new(), |key| format!("`{key}`: "));
        let message = format!("{what}expected {expected}, found {}", found.shown());
        let diagnostic =
            self.diagnostics.error(WRONG_TYPE, found.place(), message).label(format!("expected {expected}"));
        let scalar = found.as_bool().is_some() || found.as_number().is_some();
        if expected == "a string" && scalar {
            diagnostic.help("put quotes around it");
        }
    }

    /// A member of any type, if there is one; null counts as none.
    pub(super) fn value(&mut self, object: Object<'a>, key: &str) -> Option<Cursor<'a>> {
        self.member(object, key, "a value", Some)
    }

    /// A member, if there is one and `take` accepts the value.
    pub(super) fn member<T>(
        &mut self,
        object: Object<'a>,
        key: &str,
        expected: &str,
        take: impl FnOnce(Cursor<'a>) -> Option<T>,
    ) -> Option<T> {
        let member = object.get(key)?;
        if member.is_null() {
            let message = format!("`{key}` has no value, as if it were not there");
            let place = member.key_place();
            let diagnostic = self.diagnostics.warning(WRONG_TYPE, place, message);
            diagnostic.help("remove the key, or give it a value");
            return None;
        }
        let taken = take(member);
        if taken.is_none() {
            self.wrong_type(member, expected);
        }
        taken
    }

    /// Reports a required key that is not there, unless an unknown key is a misspelling of the required one, which is
    /// reported already.
    pub(super) fn missing(&mut self, severity: Severity, object: Object<'a>, key: &str) {
        if object.has_misspelt(key) {
            return;
        }
        let message = format!("{} needs `{key}`", object.shape.name);
        let place = object.cursor.key_place();
        let diagnostic = match severity {
            Severity::Error => self.diagnostics.error(MISSING_KEY, place, message),
            Severity::Warning => self.diagnostics.warning(MISSING_KEY, place, message),
        };
        diagnostic.label(format!("has no `{key}`"));
    }

    /// A member that the specification requires, and that a request can be made without.
    pub(super) fn expected(&mut self, object: Object<'a>, key: &str) -> Option<Cursor<'a>> {
        let member = object.get(key);
        if member.is_none() {
            self.missing(Severity::Warning, object, key);
        }
        member
    }

    /// A required member of any type.
    pub(super) fn required(&mut self, object: Object<'a>, key: &str) -> Option<Cursor<'a>> {
        let member = object.get(key);
        if member.is_none() {
            self.missing(Severity::Error, object, key);
        }
        member
    }

    /// A string member.
    pub(super) fn string(&mut self, object: Object<'a>, key: &str) -> Option<&'a str> {
        let member = self.member(object, key, "a string", Some)?;
        if member.is_sequence() || member.is_mapping() {
            // Most strings are words for people.
            let message = format!("`{key}` is a string, not {}, and has no effect", member.shown());
            self.diagnostics.warning(WRONG_TYPE, member.place(), message).help("put quotes around it");
            return None;
        }
        self.text(member)
    }

    /// The text of a string, or of a number or boolean that has to be one, as YAML has them without quotes.
    pub(super) fn text(&mut self, member: Cursor<'a>) -> Option<&'a str> {
        let text = member.as_text();
        match text {
            None => self.wrong_type(member, "a string"),
            Some(text) if member.as_str().is_none() => {
                let message = format!("{} is taken for the string `{text}`", member.describe());
                self.diagnostics.warning(WRONG_TYPE, member.place(), message).help("put quotes around it");
            }
            Some(_) => {}
        }
        text
    }

    /// A string member that has to be there.
    pub(super) fn required_string(&mut self, object: Object<'a>, key: &str) -> Option<&'a str> {
        let member = self.required(object, key)?;
        self.text(member)
    }

    /// A boolean member.
    pub(super) fn flag(&mut self, object: Object<'a>, key: &str) -> Option<bool> {
        let member = object.get(key)?;
        let said = member.as_word_of_flag();
        if let Some(flag) = said {
            let message = format!("`{key}` is the text {}, and is taken for {flag}", member.shown());
            self.diagnostics.warning(WRONG_TYPE, member.place(), message).help(format!("write `{flag}`"));
            return said;
        }
        if INFORMATIVE.contains(&key) && member.as_bool().is_none() && !member.is_null() {
            let message = format!("`{key}` is true or false, not {}, and has no effect", member.shown());
            self.diagnostics
                .warning(WRONG_TYPE, member.place(), message)
                .help("write `true`, or leave the key out");
            return None;
        }
        self.member(object, key, "a boolean", Cursor::as_bool)
    }

    /// The items of a list member. What is no list is taken for its one item, and a reference to a list for the list.
    pub(super) fn list(&mut self, object: Object<'a>, key: &str) -> Vec<Cursor<'a>> {
        let Some(list) = self.member(object, key, "a list", Some) else { return Vec::new() };
        let reference = list.get("$ref").filter(|_| object.may_refer(key));
        let referenced = reference.and_then(|it| it.resolve(it.as_str()?).ok());
        if referenced.is_some_and(Cursor::is_sequence) {
            return self
                .resolved(list, &format!("`{key}`"))
                .map_or(Vec::new(), |list| list.items().collect());
        }
        if list.is_sequence() {
            return list.items().collect();
        }
        if list.entries().len() == 0 && list.is_mapping() {
            let message = format!("`{key}` is a list, and `{{}}` is taken for `[]`");
            self.diagnostics.warning(WRONG_TYPE, list.place(), message).help("write `[]`");
            return Vec::new();
        }
        let message = format!("`{key}` is a list, and {} is taken for its one item", list.describe());
        self.diagnostics
            .warning(WRONG_TYPE, list.place(), message)
            .help("write `- ` before it, or put it into `[]`");
        vec![list]
    }

    /// The items of a list member, all strings.
    pub(super) fn strings(&mut self, object: Object<'a>, key: &str) -> Vec<&'a str> {
        let items = self.list(object, key);
        self.each_string(items)
    }

    /// Nodes that have to be strings.
    pub(super) fn each_string(&mut self, items: Vec<Cursor<'a>>) -> Vec<&'a str> {
        items.into_iter().filter_map(|item| self.text(item)).collect()
    }

    /// The entries of a mapping member whose keys are free, with those of a mapping that a `$ref` in it leads to.
    pub(super) fn map(&mut self, object: Object<'a>, key: &str) -> Vec<(&'a str, Cursor<'a>)> {
        let Some(map) = self.member(object, key, "a mapping", Some) else { return Vec::new() };
        if !map.is_mapping() && !self.is_empty_mapping(map, "a mapping") {
            self.wrong_type(map, "a mapping");
        }
        let mut entries: Vec<_> = map.entries().collect();
        if object.may_refer(key) && map.get("$ref").is_some_and(|it| it.as_str().is_some()) {
            entries.retain(|(key, _)| *key != "$ref");
            let target = self.resolved(map, &format!("`{key}`"));
            let others = target.into_iter().flat_map(Cursor::entries);
            entries.extend(others.filter(|(key, _)| map.get(key).is_none()));
        }
        entries
    }
}
