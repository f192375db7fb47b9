//! Descriptions made at random: schemas of all keywords of OpenAPI 3.1 in combinations that nobody writes down.

use std::fs;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::Failure;

/// Components of a description.
pub const COMPONENTS: usize = 40;

/// Parts of parts of parts are the last.
const DEEPEST: usize = 3;

const NAMES: [&str; 5] = ["a", "b", "c", "type", "x-y"];

/// Writes descriptions into a folder, each by a seed of its own: that of the first, and those that follow.
pub fn documents(folder: &Path, seed: u64, count: u64) -> Result<Vec<PathBuf>, Failure> {
    fs::create_dir_all(folder)?;
    let write = |seed: u64| {
        let path = folder.join(format!("seed-{seed}.json"));
        fs::write(&path, document(seed).to_string())?;
        Ok(path)
    };
    (seed..seed.saturating_add(count)).map(write).collect()
}

/// A description with components alone.
pub fn document(seed: u64) -> Value {
    let mut maker = Maker(Rng::with_seed(seed));
    let schemas: Map<_, _> = (0..COMPONENTS).map(|number| (name(number), maker.schema(0))).collect();
    json!({
        "openapi": "3.1.1",
        "info": { "title": "Random", "version": seed.to_string() },
        "components": { "schemas": schemas },
    })
}

/// The name of a component.
pub fn name(number: usize) -> String {
    format!("S{number}")
}

/// A schema, keyword by keyword.
type Keywords = Map<String, Value>;

/// Makes what nobody writes down.
pub struct Maker(pub Rng);

impl Maker {
    /// Whether something that happens in so many of a hundred cases does.
    pub fn in_percent(&mut self, percent: u8) -> bool {
        self.0.u8(0..100) < percent
    }

    pub fn one_of<T: Clone + Default>(&mut self, choices: &[T]) -> T {
        self.0.choice(choices).cloned().unwrap_or_default()
    }

    /// Sets a keyword in so many of a hundred cases.
    fn maybe(
        &mut self,
        percent: u8,
        to: &mut Keywords,
        keyword: &str,
        make: impl FnOnce(&mut Self) -> Value,
    ) {
        if self.in_percent(percent) {
            to.insert(keyword.to_owned(), make(self));
        }
    }

    fn schema(&mut self, depth: usize) -> Value {
        if depth > 0 && self.in_percent(15) {
            return json!({ "$ref": format!("#/components/schemas/{}", name(self.0.usize(0..COMPONENTS))) });
        }
        if depth > 0 && self.in_percent(5) {
            return self.one_of(&[json!(true), json!(false), json!({})]);
        }
        let mut to = Keywords::new();
        let containers = depth < DEEPEST;
        match self.0.u8(0..15) {
            0..=6 => self.typed(&mut to, depth),
            7 => {
                let types = ["integer", "number", "string", "boolean", "array", "object", "null"];
                let types = self.0.choose_multiple(types, 2);
                to.insert("type".to_owned(), json!(types));
                self.any_keywords(&mut to, depth);
            }
            8 => self.any_keywords(&mut to, depth),
            9 => {
                let count = self.0.usize(1..=4);
                let values = (0..count).map(|_| self.value(0)).collect();
                to.insert("enum".to_owned(), values);
            }
            10 => _ = to.insert("const".to_owned(), self.value(0)),
            11..=13 if containers => {
                let keyword = self.one_of(&["oneOf", "anyOf", "allOf"]);
                to.insert(keyword.to_owned(), self.schemas(depth));
                if self.in_percent(20) {
                    self.object(&mut to, depth);
                }
                self.maybe(15, &mut to, "type", |it| json!(it.one_of(&["object", "string", "integer"])));
            }
            _ => self.string(&mut to),
        }
        if containers {
            self.conditions(&mut to, depth);
        }
        Value::Object(to)
    }

    fn schemas(&mut self, depth: usize) -> Value {
        let count = self.0.usize(1..=3);
        (0..count).map(|_| self.schema(depth + 1)).collect()
    }

    fn conditions(&mut self, to: &mut Keywords, depth: usize) {
        self.maybe(8, to, "not", |it| it.schema(depth + 1));
        if self.in_percent(8) {
            to.insert("if".to_owned(), self.schema(depth + 1));
            to.insert("then".to_owned(), self.schema(depth + 1));
            self.maybe(50, to, "else", |it| it.schema(depth + 1));
        }
    }

    /// A schema of one type, or of null as well.
    fn typed(&mut self, to: &mut Keywords, depth: usize) {
        let scalar = self.one_of(&["integer", "number", "string", "boolean", "null"]);
        let container = self.one_of(&["array", "object", "object"]);
        let type_ = if depth < DEEPEST { self.one_of(&[scalar, container]) } else { scalar };
        let nullable = type_ != "null" && self.in_percent(15);
        to.insert("type".to_owned(), if nullable { json!([type_, "null"]) } else { json!(type_) });
        match type_ {
            "integer" | "number" => self.number(to),
            "string" => self.string(to),
            "array" => self.array(to, depth),
            "object" => self.object(to, depth),
            _ => {}
        }
    }

    /// Keywords for several types, whatever `type` says.
    fn any_keywords(&mut self, to: &mut Keywords, depth: usize) {
        if self.in_percent(50) {
            self.number(to);
        }
        if self.in_percent(50) {
            self.string(to);
        }
        if depth < DEEPEST && self.in_percent(60) {
            self.object(to, depth);
        }
        if depth < DEEPEST && self.in_percent(40) {
            self.array(to, depth);
        }
    }

    fn number(&mut self, to: &mut Keywords) {
        self.maybe(40, to, "minimum", |it| it.one_of(&[json!(0), json!(-1), json!(0.5), json!(2)]));
        self.maybe(30, to, "maximum", |it| it.one_of(&[json!(3.5), json!(5), json!(100), json!(255)]));
        self.maybe(15, to, "exclusiveMinimum", |it| it.one_of(&[json!(0), json!(0.5)]));
        self.maybe(15, to, "exclusiveMaximum", |it| it.one_of(&[json!(7), json!(10.5)]));
        self.maybe(20, to, "multipleOf", |it| it.one_of(&[json!(1), json!(3), json!(0.1), json!(1.5)]));
    }

    fn string(&mut self, to: &mut Keywords) {
        self.maybe(40, to, "minLength", |it| json!(it.0.u8(0..=3)));
        self.maybe(40, to, "maxLength", |it| json!(it.0.u8(1..=5)));
        self.maybe(30, to, "pattern", |it| {
            json!(it.one_of(&["^a", "b$", "^[a-z]+$", r"\d", "^(a|b)*$", "é"]))
        });
        self.maybe(20, to, "format", |it| {
            json!(it.one_of(&["date", "uuid", "ipv4", "uri", "email", "byte"]))
        });
    }

    fn array(&mut self, to: &mut Keywords, depth: usize) {
        self.maybe(30, to, "prefixItems", |it| it.schemas(depth));
        self.maybe(60, to, "items", |it| it.schema(depth + 1));
        self.maybe(30, to, "minItems", |it| json!(it.0.u8(0..=3)));
        self.maybe(30, to, "maxItems", |it| json!(it.0.u8(1..=4)));
        self.maybe(20, to, "uniqueItems", |_| json!(true));
        if self.in_percent(20) {
            to.insert("contains".to_owned(), self.schema(depth + 1));
            self.maybe(40, to, "minContains", |it| json!(it.0.u8(0..=2)));
            self.maybe(40, to, "maxContains", |it| json!(it.0.u8(1..=3)));
        }
        self.maybe(15, to, "unevaluatedItems", |it| it.rest(depth));
    }

    fn object(&mut self, to: &mut Keywords, depth: usize) {
        self.maybe(85, to, "properties", |it| {
            let count = it.0.usize(1..=4);
            let names = it.0.choose_multiple(NAMES, count);
            names.into_iter().map(|name| (name.to_owned(), it.schema(depth + 1))).collect()
        });
        self.maybe(50, to, "required", |it| json!(it.0.choose_multiple(NAMES, 2)));
        self.maybe(40, to, "additionalProperties", |it| it.rest(depth));
        self.maybe(15, to, "patternProperties", |it| {
            let pattern = it.one_of(&["^x-", "^a", "."]);
            json!({ pattern: it.schema(depth + 1) })
        });
        self.maybe(10, to, "propertyNames", |it| json!({ "maxLength": it.0.u8(1..=4) }));
        self.maybe(10, to, "minProperties", |it| json!(it.0.u8(1..=3)));
        self.maybe(10, to, "maxProperties", |it| json!(it.0.u8(1..=4)));
        self.maybe(10, to, "dependentRequired", |it| json!({ it.one_of(&NAMES): [it.one_of(&NAMES)] }));
        self.maybe(10, to, "dependentSchemas", |it| json!({ it.one_of(&NAMES): it.schema(depth + 1) }));
        self.maybe(10, to, "unevaluatedProperties", |it| it.rest(depth));
    }

    /// What is said of whatever is left.
    fn rest(&mut self, depth: usize) -> Value {
        let schema = self.schema(depth + 1);
        self.one_of(&[json!(true), json!(false), schema])
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.0.u8(0..10) {
            0 if depth < 2 => {
                let count = self.0.usize(0..=3);
                (0..count).map(|_| self.value(depth + 1)).collect()
            }
            1 if depth < 2 => {
                let count = self.0.usize(0..=3);
                let names = self.0.choose_multiple(NAMES, count);
                names.into_iter().map(|name| (name.to_owned(), self.value(depth + 1))).collect()
            }
            2 => json!(null),
            3 => json!(self.0.bool()),
            4 | 5 => self.one_of(&[json!(0), json!(1), json!(-1), json!(100), json!(1.5), json!(-0.5)]),
            _ => json!(self.one_of(&["", "a", "b", "ab", "é", "2020-01-01"])),
        }
    }
}
