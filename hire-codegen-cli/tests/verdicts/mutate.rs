//! Edits of descriptions, made at random.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// Something that is done to a description: false where there is nothing to do it to.
type Edit = fn(&mut Value, &mut Rng) -> bool;

/// Edits as people make them.
const EDITS: [(&str, Edit); 21] = [
    ("a property is removed", |doc, rng| property(doc, rng, |it, name, _| it.shift_remove(name).is_some())),
    ("a property is renamed", |doc, rng| {
        property(doc, rng, |it, name, _| {
            let Some(schema) = it.shift_remove(name) else { return false };
            it.insert(format!("{name}_2"), schema).is_none()
        })
    }),
    ("a property is added", |doc, rng| {
        property(doc, rng, |it, _, _| {
            it.insert("brand_new".to_owned(), json!({ "type": "string" })).is_none()
        })
    }),
    ("a property has another type", |doc, rng| {
        property(doc, rng, |it, name, rng| {
            let other = ["string", "integer", "boolean", "number"][rng.usize(..4)];
            it.insert(name.to_owned(), json!({ "type": other })).is_some()
        })
    }),
    ("a property is a list", |doc, rng| {
        property(doc, rng, |it, name, _| {
            let Some(schema) = it.get(name).cloned() else { return false };
            it.insert(name.to_owned(), json!({ "type": "array", "items": schema })).is_some()
        })
    }),
    ("a property has a limit", |doc, rng| {
        member(doc, rng, |schema, _| {
            let is_text = schema.get("type") == Some(&json!("string")) && !schema.contains_key("enum");
            is_text && schema.insert("maxLength".to_owned(), json!(77)).is_none()
        })
    }),
    ("a property is a date", |doc, rng| {
        member(doc, rng, |schema, _| {
            let is_text = schema.len() == 1 && schema.get("type") == Some(&json!("string"));
            is_text && schema.insert("format".to_owned(), json!("date")).is_none()
        })
    }),
    ("a property may be null", |doc, rng| {
        let is_new = doc["openapi"].as_str().is_some_and(|version| version.starts_with("3.1"));
        member(doc, rng, |schema, _| {
            let Some(Value::String(type_)) = schema.get("type").cloned() else { return false };
            if is_new {
                schema.insert("type".to_owned(), json!([type_, "null"])).is_some()
            } else {
                schema.insert("nullable".to_owned(), json!(true)).is_none()
            }
        })
    }),
    ("a property is described", |doc, rng| {
        member(doc, rng, |schema, _| {
            !schema.contains_key("$ref")
                && schema.insert("description".to_owned(), json!("Other words.")).is_none()
        })
    }),
    ("a property becomes required, or optional", |doc, rng| {
        schema_object(doc, rng, |schema, rng| {
            let Some(names) = schema.get("properties").and_then(Value::as_object) else { return false };
            let Some(name) = rng.choice(names.keys().cloned().collect::<Vec<_>>()) else { return false };
            let mut required: Vec<_> =
                schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
            match required.iter().position(|it| *it == json!(name)) {
                Some(index) => drop(required.remove(index)),
                None => required.push(json!(name)),
            }
            schema.insert("required".to_owned(), Value::Array(required));
            true
        })
    }),
    ("an enum has a value more", |doc, rng| values(doc, rng, |list, _| list.push(json!("brand_new")))),
    ("an enum has a value less", |doc, rng| {
        values(doc, rng, |list, rng| drop((list.len() > 1).then(|| list.remove(rng.usize(..list.len())))))
    }),
    ("an operation is removed", |doc, rng| {
        let Some(paths) = doc.get_mut("paths").and_then(Value::as_object_mut) else { return false };
        let Some(path) = rng.choice(paths.keys().cloned().collect::<Vec<_>>()) else { return false };
        paths.shift_remove(&path).is_some()
    }),
    ("an operation has another id", |doc, rng| {
        operation(doc, rng, |operation, _| {
            operation.insert("operationId".to_owned(), json!("brandNew")).is_some()
        })
    }),
    ("an operation is deprecated", |doc, rng| {
        operation(doc, rng, |operation, _| operation.insert("deprecated".to_owned(), json!(true)).is_none())
    }),
    ("a parameter is added", |doc, rng| {
        operation(doc, rng, |operation, rng| {
            let parameter = json!({ "name": "brand_new", "in": "query", "required": rng.bool(), "schema": { "type": "string" } });
            let list = operation.entry("parameters").or_insert_with(|| json!([]));
            list.as_array_mut().is_some_and(|list| {
                list.push(parameter);
                true
            })
        })
    }),
    ("a parameter is removed, or becomes required or optional", |doc, rng| {
        operation(doc, rng, |operation, rng| {
            let Some(list) = operation.get_mut("parameters").and_then(Value::as_array_mut) else {
                return false;
            };
            let places: Vec<_> = (0..list.len()).filter(|at| list[*at]["in"] == "query").collect();
            let Some(at) = rng.choice(places) else { return false };
            if rng.bool() {
                list.remove(at);
            } else {
                list[at]["required"] = json!(list[at]["required"] != true);
            }
            true
        })
    }),
    ("a response is added, or removed", |doc, rng| {
        operation(doc, rng, |operation, rng| {
            let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else {
                return false;
            };
            let status = ["200", "201", "404", "default"][rng.usize(..4)];
            let response = json!({ "description": "Other.", "content": { "application/json": { "schema": { "type": "string" } } } });
            if responses.shift_remove(status).is_none() {
                responses.insert(status.to_owned(), response);
            }
            !responses.is_empty()
        })
    }),
    ("a member is removed", |doc, rng| {
        anywhere(doc, rng, |it| it.keys().cloned().collect(), |it, key, _| it.shift_remove(key).is_some())
    }),
    ("a number is another", |doc, rng| {
        let numbers = |it: &Map<String, Value>| {
            it.iter().filter(|(_, value)| value.is_i64()).map(|(key, _)| key.clone()).collect()
        };
        anywhere(doc, rng, numbers, |it, key, _| {
            let number = it.get(key).and_then(Value::as_i64).unwrap_or_default();
            it.insert(key.to_owned(), json!(number + 1)).is_some()
        })
    }),
    ("a list has another order", |doc, rng| {
        let lists = |it: &Map<String, Value>| {
            let lists = it.iter().filter(|(_, value)| value.as_array().is_some_and(|list| list.len() > 1));
            lists.map(|(key, _)| key.clone()).collect()
        };
        anywhere(doc, rng, lists, |it, key, _| {
            it.get_mut(key).and_then(Value::as_array_mut).is_some_and(|list| {
                list.reverse();
                true
            })
        })
    }),
];

/// Does something to a member of any object of the schemas and operations, one of those that fit.
fn anywhere(
    document: &mut Value,
    rng: &mut Rng,
    fit: fn(&Map<String, Value>) -> Vec<String>,
    edit: impl FnOnce(&mut Map<String, Value>, &str, &mut Rng) -> bool,
) -> bool {
    let fits = |pointer: &str, it: &Map<String, Value>| {
        (pointer.starts_with("/components/schemas/") || pointer.starts_with("/paths/")) && !fit(it).is_empty()
    };
    object(document, rng, fits, |it, rng| {
        let Some(key) = rng.choice(fit(it)) else { return false };
        edit(it, &key, rng)
    })
}

/// Makes an edit, and says which; none if there is nothing to do it to.
pub fn edited(description: &Value, rng: &mut Rng) -> Option<(&'static str, Value)> {
    let (name, edit) = EDITS[rng.usize(..EDITS.len())];
    let mut new = description.clone();
    (edit(&mut new, rng) && new != *description).then_some((name, new))
}

/// Does something to one of the objects of a description that fit.
fn object(
    document: &mut Value,
    rng: &mut Rng,
    fits: impl Fn(&str, &Map<String, Value>) -> bool,
    edit: impl FnOnce(&mut Map<String, Value>, &mut Rng) -> bool,
) -> bool {
    let mut pointers = Vec::new();
    let mut open = vec![(String::new(), &*document)];
    while let Some((pointer, value)) = open.pop() {
        if let Value::Object(members) = value {
            if fits(&pointer, members) {
                pointers.push(pointer.clone());
            }
            // Examples are no schemas, and have what looks like them.
            let members = members.iter().filter(|(key, _)| !key.starts_with("example") && *key != "default");
            let token = |key: &str| key.replace('~', "~0").replace('/', "~1");
            open.extend(members.map(|(key, value)| (format!("{pointer}/{}", token(key)), value)));
        } else if let Value::Array(items) = value {
            open.extend(items.iter().enumerate().map(|(at, value)| (format!("{pointer}/{at}"), value)));
        }
    }
    let Some(pointer) = rng.choice(pointers) else { return false };
    let object = document.pointer_mut(&pointer).and_then(Value::as_object_mut);
    object.is_some_and(|object| edit(object, rng))
}

fn schema_object(
    document: &mut Value,
    rng: &mut Rng,
    edit: impl FnOnce(&mut Map<String, Value>, &mut Rng) -> bool,
) -> bool {
    let fits = |_: &str, it: &Map<String, Value>| {
        it.get("properties").is_some_and(|it| it.as_object().is_some_and(|it| !it.is_empty()))
    };
    object(document, rng, fits, edit)
}

/// Does something to the properties of a schema, with the name of one.
fn property(
    document: &mut Value,
    rng: &mut Rng,
    edit: impl FnOnce(&mut Map<String, Value>, &str, &mut Rng) -> bool,
) -> bool {
    schema_object(document, rng, |schema, rng| {
        let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
            return false;
        };
        let Some(name) = rng.choice(properties.keys().cloned().collect::<Vec<_>>()) else { return false };
        edit(properties, &name, rng)
    })
}

/// Does something to the schema of a property.
fn member(
    document: &mut Value,
    rng: &mut Rng,
    edit: impl FnOnce(&mut Map<String, Value>, &mut Rng) -> bool,
) -> bool {
    property(document, rng, |properties, name, rng| {
        properties.get_mut(name).and_then(Value::as_object_mut).is_some_and(|schema| edit(schema, rng))
    })
}

fn values(document: &mut Value, rng: &mut Rng, edit: impl FnOnce(&mut Vec<Value>, &mut Rng)) -> bool {
    let is_text = |list: &Value| list.as_array().is_some_and(|list| list.iter().all(Value::is_string));
    let fits = |_: &str, it: &Map<String, Value>| {
        it.get("enum").is_some_and(is_text) && !it.contains_key("x-enum-varnames")
    };
    object(document, rng, fits, |schema, rng| {
        let Some(list) = schema.get_mut("enum").and_then(Value::as_array_mut) else { return false };
        edit(list, rng);
        true
    })
}

fn operation(
    document: &mut Value,
    rng: &mut Rng,
    edit: impl FnOnce(&mut Map<String, Value>, &mut Rng) -> bool,
) -> bool {
    let fits = |pointer: &str, it: &Map<String, Value>| {
        pointer.starts_with("/paths/") && it.contains_key("responses")
    };
    object(document, rng, fits, edit)
}
