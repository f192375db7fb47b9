//! What the bindings of the unions do: each value becomes the one branch that it can be, and what none or
//! several of them can be is kept as it came and checked by the rule of the whole.

use std::fmt::Debug;
use std::fs;

use hire_api::hire_runtime::bytes::Bytes;
use hire_api::hire_runtime::http::Response;
use hire_api::hire_runtime::{
    self, BaseUrl, Data, Decoded, Encoded, Endpoint as _, Validate as _, Value, Violations,
};
use hire_codegen::Generator;
use hire_tests::unions::operations::AddPet;
use hire_tests::unions::types::{
    Account, Beast, Blurred, Box as Carton, Choice, ChoiceString, Circle, Dog, Drawing, Event, Named,
    Payment, Pet, Reply, Shape, ShapeBase, Stop, Sum, Term, Thing, Tree, Vehicle,
};
use jsonschema::Validator;
use serde_json::json;

use super::objects;
use crate::support::{Fault, assert_faults};

/// Reads a value from text and from a tree, and writes it again: nothing of it is lost.
#[track_caller]
fn read<T: Data + PartialEq + Debug>(json: &Value) -> Result<T, Violations> {
    let decoded = serde_json::from_str::<Decoded<T>>(&json.to_string());
    let parsed = hire_runtime::parse_value::<T>(json);
    match decoded {
        Ok(Decoded(decoded)) => {
            assert_eq!(serde_json::to_value(Encoded(&decoded)).unwrap(), *json);
            assert_eq!(decoded.validate().err(), parsed.as_ref().err().cloned(), "{json}");
            parsed.inspect(|parsed| assert_eq!(*parsed, decoded))
        }
        Err(error) => {
            assert!(parsed.is_err(), "{json}: {error}");
            parsed
        }
    }
}

/// The name of the variant that a value becomes, whether or not it is valid.
#[track_caller]
fn variant<T: Data + Debug>(json: &Value) -> String {
    let Decoded(decoded) = serde_json::from_value::<Decoded<T>>(json.clone()).unwrap();
    let shown = format!("{decoded:?}");
    shown.split('(').next().unwrap_or_default().to_owned()
}

#[test]
fn a_dog_is_never_decoded_as_a_cat() {
    // All that a cat needs, and all that a dog needs: only the property tells.
    let both = |pet_type: &str| json!({"pet_type": pet_type, "lives": 9, "bark": "wuff"});
    for (tag, expected) in [
        ("cat", "Cat"),
        ("dog", "Dog"),
        ("puppy", "Dog"),
        ("fish", "Fish"),
        ("Cat", "Cat"),
        ("Dog", "Dog"),
        ("Fish", "Fish"),
        ("DOG", "Unknown"),
        ("cow", "Unknown"),
        ("", "Unknown"),
    ] {
        assert_eq!(variant::<Pet>(&both(tag)), expected, "{tag}");
    }
    // A dog that is no good dog is no cat either, though it would be a good one.
    let dog = json!({"pet_type": "dog", "lives": 9});
    assert_faults("dog", read::<Pet>(&dog), &[("", "required", "bark")]);
    let error = serde_json::from_value::<Pet>(dog).unwrap_err().to_string();
    assert!(error.contains("the property bark is missing"), "{error}");
}

#[test]
fn what_the_property_does_not_name_is_kept_and_reported() {
    let tags = "car, bike, trike";
    for (json, pointer, keyword, limit) in [
        (json!({"type": "boat", "doors": [1, null]}), "/type", "discriminator", tags),
        (json!({"type": 7}), "/type", "discriminator", tags),
        (json!({"doors": 3}), "/type", "discriminator", tags),
        (json!([]), "", "type", "object"),
        (json!(null), "", "type", "object"),
    ] {
        assert_eq!(variant::<Vehicle>(&json), "Unknown", "{json}");
        assert_faults(&json.to_string(), read::<Vehicle>(&json), &[(pointer, keyword, limit)]);
    }
}

#[test]
fn what_no_branch_has_to_be_named_is_judged_by_the_branches() {
    let refused: &[Fault] = &[("", "oneOf", "Cat, or Dog, or Fish")];
    for (json, faults) in [
        // A fish alone: a cat has nine lives at most, a dog barks.
        (json!({"pet_type": "cow", "lives": 10}), &[][..]),
        (json!({"pet_type": "cow", "lives": 10, "fins": -1, "bark": "muh"}), &[]),
        (json!({"pet_type": "cow", "milk": [1, null]}), refused),
        (json!({"pet_type": "cow", "lives": 10, "bark": "muh"}), refused),
        (json!({"pet_type": 7}), refused),
        (json!({"lives": 3}), refused),
        (json!([]), refused),
        (json!(null), refused),
    ] {
        assert_eq!(variant::<Pet>(&json), "Unknown", "{json}");
        assert_faults(&json.to_string(), read::<Pet>(&json), faults);
    }
}

#[test]
fn names_of_components_and_values_of_the_property_are_tags() {
    for (json, expected) in [
        (json!({"kind": "Lion", "wool": true}), "Lion"),
        (json!({"kind": "Lamb"}), "Lamb"),
        (json!({"kind": "lamb"}), "Unknown"),
    ] {
        assert_eq!(variant::<Beast>(&json), expected, "{json}");
    }
    for (json, expected) in [
        (json!({"type": "car", "doors": 3}), "Vehicle"),
        (json!({"type": "trike"}), "Vehicle"),
        (json!({"type": "Tool", "weight": 1.5}), "Tool"),
        (json!({"type": "Vehicle"}), "Unknown"),
    ] {
        assert_eq!(variant::<Thing>(&json), expected, "{json}");
    }
    let Thing::Vehicle(Vehicle::Bike(_)) = read(&json!({"type": "bike"})).unwrap() else {
        panic!("a bike is a vehicle");
    };
    let faults: &[Fault] = &[("/doors", "minimum", "0")];
    assert_faults("car", read::<Thing>(&json!({"type": "car", "doors": -1})), faults);
}

#[test]
fn a_base_is_one_of_its_subtypes() {
    let shape = |form: &str| json!({"form": form, "id": "a", "radius": 1.5, "corners": 4, "side": 2});
    for (form, expected) in [
        ("round", "Circle"),
        ("Circle", "Circle"),
        ("Polygon", "Polygon"),
        ("Square", "Square"),
        ("Shape", "Shape"),
        ("circle", "Unknown"),
        ("star", "Unknown"),
    ] {
        assert_eq!(variant::<Shape>(&shape(form)), expected, "{form}");
    }
    // What the property names is judged as that, though it would do for a shape.
    let faults: &[Fault] = &[("", "required", "radius")];
    assert_faults("circle", read::<Shape>(&json!({"form": "round", "id": "a"})), faults);
    let faults: &[Fault] = &[("", "required", "side"), ("/corners", "enum", "4")];
    assert_faults("square", read::<Shape>(&json!({"form": "Square", "id": "a", "corners": 3})), faults);
    // Not so what is a base and more without a name.
    let Drawing { title: Some(title), .. } =
        read(&json!({"title": {"form": "round", "id": "a", "text": "t"}})).unwrap()
    else {
        panic!("the title is there");
    };
    assert_eq!((title.form.as_str(), title.text.as_deref()), ("round", Some("t")));
}

#[test]
fn what_names_no_subtype_is_kept_and_judged_by_the_base() {
    for (json, faults) in [
        (json!({"form": "star", "id": "a", "points": [5, null]}), &[][..]),
        (json!({"form": "star", "id": ""}), &[("/id", "minLength", "1")]),
        (json!({"form": "star", "radius": -1}), &[("", "required", "id")]),
        (json!({"form": 7, "id": "a"}), &[("/form", "type", "string")]),
        (json!({"id": "a"}), &[("", "required", "form")]),
        (json!([]), &[("", "type", "object")]),
    ] {
        assert_eq!(variant::<Shape>(&json), "Unknown", "{json}");
        assert_faults(&json.to_string(), read::<Shape>(&json), faults);
    }
    // However deep they are in each other.
    let nest = |id: &str| {
        (0..20).fold(
            json!({"form": "star", "id": id}),
            |within, _| json!({"form": "star", "id": "a", "within": within}),
        )
    };
    assert!(read::<Shape>(&nest("a")).is_ok());
    let refused = read::<Shape>(&nest("")).unwrap_err().to_string();
    assert!(refused.starts_with(&format!("{}/id: ", "/within".repeat(20))), "{refused}");
}

#[test]
fn subtypes_without_their_base_are_told_apart_by_its_property() {
    for (form, radius, expected) in
        [("round", 1, "Some(Circle"), ("Polygon", 1, "Some(Polygon"), ("Square", 1, "Some(Unknown")]
    {
        let stamp = json!({"stamp": {"form": form, "id": "a", "radius": radius}});
        let Decoded(drawing) = serde_json::from_value::<Decoded<Drawing>>(stamp).unwrap();
        let shown = format!("{:?}", drawing.stamp);
        assert!(shown.starts_with(expected), "{form}: {shown}");
    }
    let faults: &[Fault] = &[("/stamp", "required", "radius")];
    assert_faults("stamp", read::<Drawing>(&json!({"stamp": {"form": "round", "id": "a"}})), faults);
}

#[test]
fn a_shape_is_made_of_a_subtype() {
    let inner = Circle::builder().form("round").id("a").radius(1.0).build().unwrap();
    let outer = ShapeBase::builder().form("Shape").id("b").within(inner).build().unwrap();
    let drawing = Drawing::builder().shapes(vec![Shape::from(outer)]).build().unwrap();
    let json = json!({"shapes": [
        {"form": "Shape", "id": "b", "within": {"form": "round", "id": "a", "radius": 1.0}},
    ]});
    assert_eq!(serde_json::to_value(Encoded(&drawing)).unwrap(), json);
    assert_eq!(read::<Drawing>(&json).unwrap(), drawing);
}

#[test]
fn what_branches_demand_tells_them_apart() {
    type Variant = fn(&Value) -> String;
    let decided: &[(Variant, Value, &str)] = &[
        (variant::<Event>, json!({"type": "created", "id": 1}), "Created"),
        (variant::<Event>, json!({"type": "deleted", "version": 1, "why": "x"}), "Removed"),
        (variant::<Event>, json!({"type": "deleted", "version": 2.0, "why": "x"}), "Deleted"),
        (variant::<Event>, json!({"type": "deleted", "version": 3}), "Unknown"),
        (variant::<Event>, json!({"type": "deleted"}), "Unknown"),
        (variant::<Stop>, json!(""), "String"),
        (variant::<Stop>, json!([]), "List"),
        (variant::<Stop>, json!(1), "Integer"),
        (variant::<Stop>, json!(false), "Boolean"),
        (variant::<Stop>, json!({}), "Unknown"),
        (variant::<Choice>, json!("other"), "String"),
        (variant::<Choice>, json!({"name": "n"}), "Named"),
        (variant::<Reply>, json!({"text": "t"}), "Text"),
        (variant::<Reply>, json!({"photo": "p"}), "Photo"),
        (variant::<Reply>, json!({"photo": "p", "text": "t"}), "Unknown"),
        (variant::<Reply>, json!({}), "Unknown"),
        (variant::<Payment>, json!({"card": "c"}), "ByCard"),
        (variant::<Payment>, json!({"iban": "i", "note": "n"}), "ByBank"),
        (variant::<Payment>, json!({"note": "n"}), "ByCard"),
        (variant::<Payment>, json!({"note": "long"}), "ByCard"),
        (variant::<Payment>, json!({"card": "c", "iban": "i"}), "Unknown"),
        (variant::<Term>, json!(1), "Number"),
        (variant::<Term>, json!({"left": 1, "right": {"not": 2}}), "Sum"),
        (variant::<Term>, json!({"not": {"not": 1}}), "Negation"),
        (variant::<Tree>, json!([["a"], {"b": "c"}]), "List"),
        (variant::<Account>, json!({"id": "12", "name": "n"}), "Person"),
        (variant::<Account>, json!({"id": "12", "vat": 1}), "Company"),
    ];
    for (variant, json, expected) in decided {
        assert_eq!(variant(json), *expected, "{json}");
    }
}

#[test]
fn faults_are_those_of_the_branch_or_of_the_whole() {
    fn faults<T: Data + PartialEq + Debug>(json: &Value, expected: &[Fault]) {
        assert_faults(&json.to_string(), read::<T>(json), expected);
    }
    faults::<Event>(&json!({"type": "created"}), &[("", "required", "id")]);
    faults::<Event>(&json!({"type": "deleted", "version": 1, "why": ""}), &[("/why", "minLength", "1")]);
    faults::<Event>(&json!({"type": "lost"}), &[("", "oneOf", "Created, or Removed, or Deleted")]);
    faults::<Stop>(&json!("long"), &[("", "maxLength", "3")]);
    faults::<Stop>(&json!([]), &[("", "minItems", "1")]);
    faults::<Stop>(&json!(["a", ""]), &[("/1", "minLength", "1")]);
    faults::<Stop>(&json!(1.5), &[("", "type", "integer")]);
    faults::<Stop>(&json!({}), &[("", "oneOf", "String, or List, or Integer, or Boolean")]);
    faults::<Choice>(&json!("x"), &[("", "enum", "none, auto")]);
    // Of several that are left, the first holds.
    faults::<Payment>(&json!({"note": "long"}), &[]);
    faults::<Payment>(&json!({"card": 1}), &[("/card", "type", "string")]);
    faults::<Payment>(&json!({"card": "", "iban": ""}), &[("", "anyOf", "ByCard, or ByBank")]);
    faults::<Reply>(&json!({"text": "t", "photo": "p"}), &[("", "oneOf", "Text, or Photo")]);
    faults::<Term>(
        &json!({"left": {"left": "x"}}),
        &[("/left/left", "oneOf", "Number, or Sum, or Negation")],
    );
    faults::<Account>(&json!({"id": "1", "name": "n"}), &[("/id", "minLength", "2")]);
    faults::<Account>(&json!({"id": "1234", "vat": 1}), &[("/id", "maxLength", "3")]);
    faults::<Carton>(
        &json!({"pet": {"pet_type": "dog", "bark": "loudly"}}),
        &[("/pet/bark", "maxLength", "4")],
    );
    faults::<Carton>(
        &json!({"stops": [1, "long", -1]}),
        &[("/stops/1", "maxLength", "3"), ("/stops/2", "minimum", "0")],
    );
    faults::<Carton>(
        &json!({"replies": {"a": null, "b": {"text": 1}}}),
        &[("/replies/b/text", "type", "string")],
    );
    faults::<Carton>(&json!({"exact": null}), &[("/exact", "oneOf", "Integer, or String")]);
    faults::<Carton>(&json!({"other": "abc"}), &[("/other", "not", "a Stop")]);
}

#[test]
fn values_are_made_of_branches() {
    let dog = Dog::builder().pet_type("dog").bark("wuff").build().unwrap();
    let term = Term::Sum(Sum::builder().left(1.5).right(Term::from(2.0)).build().unwrap().into());
    let made = Carton::builder()
        .pet(dog.clone())
        .maybe(Event::Unknown(json!({"type": "deleted", "version": 2})))
        .lone(Named::builder().name("n").build().unwrap())
        .model("any")
        .stops(vec![Stop::from("abc"), Stop::from(3), Stop::from(vec!["x".to_owned()])])
        .term(term)
        .either(Stop::from(true))
        .build()
        .unwrap();
    let json = json!({
        "pet": {"pet_type": "dog", "bark": "wuff"}, "maybe": {"type": "deleted", "version": 2},
        "lone": {"name": "n"}, "model": "any", "stops": ["abc", 3, ["x"]],
        "term": {"left": 1.5, "right": 2.0}, "either": true,
    });
    assert_eq!(serde_json::to_value(&made).unwrap(), json);
    let read: Carton = read(&json).unwrap();
    assert_eq!((read.pet, read.either), (Some(Pet::Dog(dog)), made.either));
    assert_eq!(Choice::from(ChoiceString::Auto), self::read(&json!("auto")).unwrap());
    // Rules of a branch hold for what is built as well.
    let faults = Sum::builder().left(f64::NAN).build();
    assert_eq!(faults.unwrap_err().as_slice()[0].pointer, "/left");
}

#[test]
fn debug_shows_no_secret_of_a_branch() {
    for json in
        [json!({"pet_type": "cat", "collar": "hunter2"}), json!({"pet_type": "cow", "collar": "hunter2"})]
    {
        let Decoded(pet) = serde_json::from_value::<Decoded<Pet>>(json).unwrap();
        assert!(!format!("{pet:?}").contains("hunter2"), "{pet:?}");
    }
    let Decoded(event) = serde_json::from_value::<Decoded<Event>>(json!({"type": "new"})).unwrap();
    assert!(format!("{event:?}").contains("new"), "{event:?}");
}

#[test]
fn bodies_and_responses_are_unions() {
    let dog = Dog::builder().pet_type("dog").bark("wuff").build().unwrap();
    let request = AddPet::new(dog);
    let base: BaseUrl = "https://unions.example".parse().unwrap();
    let sent = request.to_request(&base).unwrap();
    assert_eq!(sent.body(), r#"{"pet_type":"dog","bark":"wuff"}"#);
    assert!(AddPet::new(Pet::Unknown(json!({"pet_type": "cow"}))).validate().is_err());
    for (body, expected) in
        [(r#"{"type":"created","id":1}"#, "Created"), (r#"{"type":"restored","id":1}"#, "Unknown")]
    {
        let response = Response::builder().status(200).body(Bytes::from_static(body.as_bytes())).unwrap();
        let response = AddPet::from_response(response).unwrap();
        assert!(format!("{response:?}").contains(expected), "{response:?}");
    }
}

/// The description as one JSON Schema, for another validator.
fn oracle(name: &str) -> Validator {
    let text = include_str!("../../golden/unions/openapi.yaml").replace("fish.yaml#/Fish", "#/Fish");
    let mut root: Value = serde_yaml::from_str(&text).unwrap();
    root["Fish"] = json!(true);
    root["$ref"] = json!(format!("#/components/schemas/{name}"));
    jsonschema::draft202012::new(&root).unwrap()
}

/// Values of every kind, and objects that have what the branches of the unions ask for.
fn values() -> Vec<Value> {
    let mut values = vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.0),
        json!(1.5),
        json!(""),
        json!("abc"),
        json!("ABCD"),
        json!("abcd"),
        json!("none"),
        json!("small"),
        json!([]),
        json!(["a"]),
        json!([""]),
        json!(["a", 1, ["b"], {"c": "d"}]),
    ];
    values.extend(objects(&[
        ("type", vec![json!("created"), json!("deleted"), json!(1)]),
        ("version", vec![json!(1), json!(2.0), json!("1")]),
        ("id", vec![json!(1), json!("1"), json!("123"), json!("1234")]),
        ("why", vec![json!(""), json!("x")]),
    ]));
    values.extend(objects(&[
        ("id", vec![json!("1"), json!("123"), json!("1234")]),
        ("name", vec![json!("n"), json!(1)]),
        ("vat", vec![json!(1), json!("v")]),
    ]));
    values.extend(objects(&[
        ("text", vec![json!("t"), json!(1)]),
        ("photo", vec![json!("p"), json!(null)]),
        ("size", vec![json!(1), json!(1.5), json!("1")]),
    ]));
    values.extend(objects(&[
        ("card", vec![json!("c"), json!(1)]),
        ("iban", vec![json!("i")]),
        ("note", vec![json!("n"), json!("long"), json!(1)]),
        ("a", vec![json!("x")]),
        ("b", vec![json!("y"), json!(1)]),
    ]));
    let terms =
        [json!(1), json!("x"), json!({"left": 1}), json!({"not": {"left": 2}}), json!({"left": 1, "not": 1})];
    values.extend(objects(&[("left", terms.to_vec()), ("right", terms.to_vec()), ("not", terms.to_vec())]));
    values
}

/// How many values are good, and how many are bad, to both validators.
#[track_caller]
fn agrees<T: Data + PartialEq + Debug>(name: &str, values: &[Value]) {
    let oracle = oracle(name);
    let (mut good, mut bad) = (0, 0);
    for json in values {
        let valid = oracle.is_valid(json);
        let read = hire_runtime::parse_value::<T>(json);
        assert_eq!(read.is_ok(), valid, "{name}: {json}: {read:?}");
        let decoded = serde_json::from_value::<Decoded<T>>(json.clone());
        let accepted = decoded.as_ref().is_ok_and(|decoded| decoded.0.validate().is_ok());
        assert_eq!(accepted, valid, "{name}: {json}: {decoded:?}");
        *(if valid { &mut good } else { &mut bad }) += 1;
    }
    assert!(good > 2 && bad > 2, "{name}: {good} good ones, {bad} bad ones");
}

#[test]
fn another_validator_agrees_on_every_union_without_a_discriminator() {
    let values = values();
    agrees::<Event>("Event", &values);
    agrees::<Stop>("Stop", &values);
    agrees::<Choice>("Choice", &values);
    agrees::<Reply>("Reply", &values);
    agrees::<Payment>("Payment", &values);
    agrees::<Term>("Term", &values);
    agrees::<Tree>("Tree", &values);
    agrees::<Account>("Account", &values);
    agrees::<Blurred>("Blurred", &values);
}

#[test]
fn another_validator_agrees_on_unions_in_other_places() {
    let names = ["maybe", "size", "exact", "lone", "model", "code", "term", "other", "either", "mode"];
    let values = values();
    for name in names {
        let boxes: Vec<_> = values.iter().map(|value| json!({ name: value })).collect();
        agrees::<Carton>("Box", &boxes);
    }
    let lists: Vec<_> = values.iter().map(|value| json!({"stops": [value, "a"]})).collect();
    agrees::<Carton>("Box", &lists);
    let maps: Vec<_> = values.iter().map(|value| json!({"replies": {"a": value, "b": null}})).collect();
    agrees::<Carton>("Box", &maps);
}

#[test]
fn a_union_of_two_is_at_most_thirty_lines() {
    const TAG: &str = "discriminator: { propertyName: kind }";
    let parts = |kind: &str| {
        format!(
            "    Cat: {{ type: object, required: [kind, lives], properties: {{ kind: {kind}, lives: {{ type: integer }} }} }}\n\
             \x20   Dog: {{ type: object, required: [kind, bark], properties: {{ kind: {kind}, bark: {{ type: string }} }} }}\n"
        )
    };
    let refs = "[{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }]";
    let text = "{ type: string }";
    for union in [
        format!("    Pet: {{ oneOf: {refs}, {TAG} }}\n"),
        format!("    Pet: {{ anyOf: {refs} }}\n"),
        "    Pet: { oneOf: [{ type: string }, { type: array, items: { type: string } }] }\n".to_owned(),
    ] {
        let lines = |schemas: String| {
            let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
            let path = dir.path().join("pets.yaml");
            let head = "openapi: 3.1.1\ninfo: { title: Pets, version: '1' }\ncomponents:\n  schemas:\n";
            fs::write(&path, format!("{head}{schemas}")).unwrap();
            let bindings = Generator::new(path).generate().unwrap_or_else(|report| panic!("{report}"));
            bindings.files().iter().map(|file| file.text.lines().count()).sum::<usize>()
        };
        let of_union = lines(parts(text) + &union) - lines(parts(text));
        assert!(of_union <= 30, "{of_union} lines for {union}");
    }
}
