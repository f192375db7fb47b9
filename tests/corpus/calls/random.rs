//! Operations made at random: parameters of all styles, bodies and responses of all kinds, in combinations that nobody
//! writes down.

use std::fs;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::Failure;
use crate::random::{self, Maker};

const OPERATIONS: usize = 40;

const STATUSES: [&str; 12] =
    ["200", "201", "202", "204", "2XX", "400", "404", "409", "4XX", "500", "5XX", "default"];

/// Writes descriptions with operations into a folder, each by a seed of its own.
pub fn documents(folder: &Path, seed: u64, count: u64) -> Result<Vec<PathBuf>, Failure> {
    fs::create_dir_all(folder)?;
    let write = |seed: u64| {
        let mut document = random::document(seed);
        let mut maker = Maker(Rng::with_seed(seed));
        document.as_object_mut().into_iter().for_each(|it| _ = it.insert("paths".to_owned(), maker.paths()));
        let path = folder.join(format!("calls-{seed}.json"));
        fs::write(&path, document.to_string())?;
        Ok(path)
    };
    (seed..seed.saturating_add(count)).map(write).collect()
}

impl Maker {
    fn paths(&mut self) -> Value {
        let mut paths = Map::new();
        for number in 0..OPERATIONS {
            let count = self.0.usize(0..=4);
            let mut parameters: Vec<Value> = (0..count).map(|index| self.parameter(index)).collect();
            // One map without names alone can have all pairs that are left.
            let is_open = |it: &Value| it.pointer("/schema/additionalProperties").is_some();
            let mut open = parameters.iter().position(is_open);
            parameters.retain(|it| !is_open(it) || open.take().is_some());
            let mut path = format!("/o{number}");
            for parameter in &parameters {
                if parameter.get("in") == Some(&json!("path")) {
                    let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
                    path.extend(["/{", name, "}"]);
                }
            }
            let method = self.one_of(&["get", "put", "post", "delete", "patch"]);
            let mut operation = json!({
                "operationId": format!("op{number}"), "parameters": parameters, "responses": self.responses(),
            });
            if method != "get" && self.in_percent(80) {
                let required = self.0.bool();
                let body = json!({ "required": required, "content": self.bodies() });
                operation
                    .as_object_mut()
                    .into_iter()
                    .for_each(|it| _ = it.insert("requestBody".to_owned(), body.clone()));
            }
            paths.insert(path, json!({ method: operation }));
        }
        paths.into()
    }

    fn parameter(&mut self, index: usize) -> Value {
        let location = self.one_of(&["path", "query", "query", "query", "header", "cookie"]);
        let name = format!("{}{index}", self.one_of(&["p", "X-p", "p[]", "p.q", "type"]));
        let name = if location == "header" || location == "cookie" || location == "path" {
            name.replace(['[', ']'], "")
        } else {
            name
        };
        let required = location == "path" || self.0.bool();
        let mut parameter = json!({ "name": name, "in": location, "required": required });
        let more = parameter.as_object_mut();
        let mut more_members = Map::new();
        let schema = self.parameter_schema(&name, if location == "cookie" { "-b" } else { " b" });
        if self.in_percent(15) {
            let media_type = self.one_of(&["application/json", "application/json", "text/plain"]);
            let schema = if media_type == "text/plain" { json!({ "type": "string" }) } else { schema };
            more_members.insert("content".to_owned(), json!({ media_type: { "schema": schema } }));
        } else {
            let styles: &[&str] = match location {
                "path" => &["simple", "label", "matrix"],
                "query" if schema.get("type") == Some(&json!("object")) => {
                    &["form", "deepObject", "pipeDelimited"]
                }
                "query" => &["form", "form", "spaceDelimited", "pipeDelimited"],
                "header" => &["simple"],
                _ => &["form"],
            };
            if self.in_percent(70) {
                more_members.insert("style".to_owned(), json!(self.one_of(styles)));
            }
            if self.in_percent(60) {
                more_members.insert("explode".to_owned(), json!(self.0.bool()));
            }
            if location == "query" && self.in_percent(20) {
                more_members.insert("allowReserved".to_owned(), json!(true));
            }
            more_members.insert("schema".to_owned(), schema);
        }
        if let Some(members) = more {
            members.append(&mut more_members);
        }
        parameter
    }

    fn scalar(&mut self) -> Value {
        self.one_of(&[
            json!({ "type": "string" }),
            json!({ "type": "string", "minLength": 1 }),
            json!({ "type": "integer" }),
            json!({ "type": "number", "minimum": -1.5 }),
            json!({ "type": "boolean" }),
            json!({ "type": "string", "enum": ["a b", "c,d", "é/"] }),
            json!({ "type": "string", "format": "date-time" }),
            json!({ "type": ["string", "null"] }),
            json!({ "type": "integer", "format": "int64", "enum": [1, -2] }),
        ])
    }

    /// A schema of what a URL or a header may carry. Names of properties occur in no other parameter.
    fn parameter_schema(&mut self, name: &str, end: &str) -> Value {
        let (scalar, other) = (self.scalar(), self.scalar());
        let list = json!({ "type": "array", "items": scalar });
        let object = json!({ "type": "object", "required": [format!("{name}a")], "properties": {
            format!("{name}a"): scalar, format!("{name}{end}"): other,
        } });
        match self.0.u8(0..10) {
            0..4 => scalar,
            4..6 => list,
            6 | 7 => object,
            8 => json!({ "type": "object", "additionalProperties": scalar }),
            _ => {
                json!({ "anyOf": [{ "type": "integer" }, { "type": "array", "items": { "type": "string" } }] })
            }
        }
    }

    fn component(&mut self) -> Value {
        json!({ "$ref": format!("#/components/schemas/{}", random::name(self.0.usize(..random::COMPONENTS))) })
    }

    fn form_schema(&mut self) -> Value {
        let (scalar, item, other) = (self.scalar(), self.scalar(), self.scalar());
        json!({ "type": "object", "required": ["a"], "properties": {
            "a": scalar,
            "list": { "type": "array", "items": item },
            "object": { "type": "object", "properties": { "x y": other, "n": { "type": "array", "items": { "type": "integer" } } } },
            "a&b=c": { "type": "string" },
        } })
    }

    fn bodies(&mut self) -> Value {
        let mut content = Map::new();
        for _ in 0..self.0.usize(1..=2) {
            let (name, media) = match self.0.u8(0..8) {
                0..3 => ("application/json", json!({ "schema": self.component() })),
                3 => {
                    let (style, explode) = (self.one_of(&["form", "pipeDelimited"]), self.0.bool());
                    let encoding =
                        json!({ "list": { "style": style, "explode": explode && style == "form" } });
                    let encoding = if self.0.bool() { encoding } else { json!({}) };
                    (
                        "application/x-www-form-urlencoded",
                        json!({ "schema": self.form_schema(), "encoding": encoding }),
                    )
                }
                4 => {
                    let mut schema = self.form_schema();
                    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
                        properties.insert("file".to_owned(), json!({ "type": "string", "format": "binary" }));
                        properties.insert(
                            "files".to_owned(),
                            json!({ "type": "array", "items": { "type": "string", "format": "binary" } }),
                        );
                    }
                    let (style, explode) =
                        (self.one_of(&["form", "spaceDelimited", "pipeDelimited"]), self.0.bool());
                    let encoding = json!({
                        "list": { "style": style, "explode": explode && style == "form" },
                        "object": { "style": "deepObject" },
                    });
                    let encoding = if self.0.bool() { encoding } else { json!({}) };
                    ("multipart/form-data", json!({ "schema": schema, "encoding": encoding }))
                }
                5 => ("text/plain", json!({ "schema": { "type": "string" } })),
                6 => ("application/vnd.x+json", json!({ "schema": self.form_schema() })),
                _ => ("application/octet-stream", json!({})),
            };
            content.insert(name.to_owned(), media);
        }
        content.into()
    }

    fn responses(&mut self) -> Value {
        let mut responses = Map::new();
        for _ in 0..self.0.usize(1..=4) {
            let content = match self.0.u8(0..8) {
                0 | 1 => json!({}),
                2 => json!({ "text/plain": { "schema": { "type": "string" } } }),
                3 => json!({ "application/octet-stream": {} }),
                4 => json!({ "application/problem+json": { "schema": self.form_schema() } }),
                _ => json!({ "application/json": { "schema": self.component() } }),
            };
            // Headers of one name have one schema.
            let header = |explode: bool, schema: Value| json!({ "explode": explode, "schema": schema });
            let number = header(false, json!({ "type": "integer" }));
            let list = header(self.0.bool(), json!({ "type": "array", "items": { "type": "string" } }));
            let object = json!({ "type": "object", "required": ["a"], "properties": { "a": { "type": "integer" }, "b": { "type": "string" } } });
            let headers = json!({ "X-Number": number, "X-List": list, "X-Object": header(false, object) });
            let headers = if self.0.bool() { headers } else { json!({}) };
            responses.insert(
                self.one_of(&STATUSES).to_owned(),
                json!({ "description": "", "headers": headers, "content": content }),
            );
        }
        responses.into()
    }
}
