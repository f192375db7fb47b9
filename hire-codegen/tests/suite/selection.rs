//! Which operations and schemas are emitted where options select some.

use hire_codegen::{Bindings, Generator, Report};

use crate::support::generate_with;

const DESCRIPTION: &str = "
openapi: 3.1.1
info: { title: Shop, version: '1' }
servers: [{ url: 'https://x.example' }]
paths:
  /pets:
    get: { operationId: listPets, tags: [pets], responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } } }
    post: { operationId: addPet, tags: [pets, admin], responses: { '204': { description: ok } } }
  /pets/{id}/toys:
    get:
      tags: [toys]
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Toy' } } } } }
  /broken:
    post: { operationId: broken, tags: [broken], parameters: [{ name: a, in: nowhere, schema: { type: string } }], responses: { '204': { description: ok } } }
  /orders:
    get: { operationId: listOrders, responses: { '204': { description: ok } } }
components:
  schemas:
    Pet: { type: object, required: [kind], properties: { kind: { type: string }, home: { $ref: '#/components/schemas/Home' } }, discriminator: { propertyName: kind } }
    Cat: { allOf: [{ $ref: '#/components/schemas/Pet' }, { type: object, properties: { lives: { $ref: '#/components/schemas/Lives' } } }] }
    Persian: { allOf: [{ $ref: '#/components/schemas/Cat' }, { type: object, properties: { fur: { type: string } } }] }
    Lives: { type: object, properties: { count: { type: integer } } }
    Home: { type: object, properties: { street: { type: string } } }
    Toy: { type: object, properties: { name: { type: string } } }
    Unused: { type: object, properties: { name: { type: string } } }
";

/// Calls the generator for the description.
fn generate(options: impl FnOnce(Generator) -> Generator) -> Result<Bindings, Report> {
    generate_with(DESCRIPTION, &[], options)
}

/// The names of the structs of a file.
fn structs(bindings: &Bindings, file: &str) -> Vec<String> {
    let text = bindings.file(file).unwrap_or_default();
    let names = text.lines().filter_map(|line| line.trim_start().strip_prefix("pub struct "));
    let names = names.map(|name| name.split([' ', ';', '<', '(']).next().unwrap_or_default().to_owned());
    let mut names: Vec<String> = names.filter(|name| !name.ends_with("Builder")).collect();
    names.sort();
    names
}

#[test]
fn operations_are_selected() {
    type Options = fn(Generator) -> Generator;
    let cases: [(&str, Options, &[&str]); 11] = [
        ("an id", |it| it.operations(["listPets"]), &["ListPets"]),
        ("a route", |it| it.operations(["GET /pets/{id}/toys"]), &["GetPetsByIdToys"]),
        ("two", |it| it.operations(["listPets", "addPet"]), &["AddPet", "ListPets"]),
        ("a tag", |it| it.tags(["pets"]), &["AddPet", "ListPets"]),
        ("a path", |it| it.paths("/pets"), &["AddPet", "ListPets"]),
        ("paths below", |it| it.paths("/pets/**"), &["AddPet", "GetPetsByIdToys", "ListPets"]),
        ("a segment", |it| it.paths("/pets/*/toys"), &["GetPetsByIdToys"]),
        ("either", |it| it.tags(["toys"]).operations(["listOrders"]), &["GetPetsByIdToys", "ListOrders"]),
        (
            "without an id",
            |it| it.without_operations(["broken"]),
            &["AddPet", "GetPetsByIdToys", "ListOrders", "ListPets"],
        ),
        ("with and without", |it| it.tags(["pets"]).without_tags(["admin"]), &["ListPets"]),
        ("without paths", |it| it.without_paths("/pets/**").without_paths("/broken"), &["ListOrders"]),
    ];
    for (what, options, expected) in cases {
        let bindings = generate(options).unwrap_or_else(|report| panic!("{what}: {report}"));
        assert_eq!(structs(&bindings, "operations.rs"), expected, "{what}");
    }
}

#[test]
fn an_operation_that_is_not_selected_has_no_fault() {
    let report = generate(|it| it).expect_err("one operation is not supported");
    assert!(report.to_string().contains("`nowhere` is no value of `in`"), "{report}");
    assert!(generate(|it| it.without_tags(["broken"])).is_ok());
}

#[test]
fn schemas_are_those_that_operations_use() {
    type Options = fn(Generator) -> Generator;
    let all = ["Cat", "Home", "Lives", "Persian", "Pet", "PetBase", "Toy", "Unused"];
    let cases: [(&str, Options, &[&str]); 4] = [
        ("all", |it| it.operations(["listOrders"]), &all),
        ("none", |it| it.operations(["listOrders"]).only_used_schemas(), &[]),
        ("one", |it| it.tags(["toys"]).only_used_schemas(), &["Toy"]),
        // The subtypes of a base with a discriminator, and what these refer to.
        (
            "a base",
            |it| it.operations(["listPets"]).only_used_schemas(),
            &["Cat", "Home", "Lives", "Persian", "PetBase"],
        ),
    ];
    for (what, options, expected) in cases {
        let bindings = generate(options).unwrap_or_else(|report| panic!("{what}: {report}"));
        let types = structs(&bindings, "types.rs");
        let expected: Vec<_> = expected.iter().filter(|name| **name != "Pet").collect();
        let missing: Vec<_> = expected.iter().filter(|name| !types.iter().any(|it| it == **name)).collect();
        assert!(missing.is_empty(), "{what}: {missing:?} of {types:?}");
        assert!(what == "all" || !types.contains(&"Unused".to_owned()), "{what}: {types:?}");
        assert_eq!(types.contains(&"Home".to_owned()), expected.contains(&&"Home"), "{what}");
    }
}

#[test]
fn an_option_that_matches_nothing_is_an_error_with_the_nearest_match() {
    type Options = fn(Generator) -> Generator;
    let cases: [(Options, &str, &str); 7] = [
        (|it| it.operations(["listPet"]), "no operation is called `listPet`", "did you mean `listPets`?"),
        (
            |it| it.operations(["get /pets"]),
            "no operation is called `get /pets`",
            "did you mean `GET /pets`?",
        ),
        (|it| it.operations(["zzzzzzzz"]), "no operation is called `zzzzzzzz`", "`GET /pets/{id}`"),
        (|it| it.tags(["pet"]), "no operation has the tag `pet`", "did you mean `pets`?"),
        (|it| it.paths("/pet"), "no operation has a path like `/pet`", "did you mean `/pets`?"),
        (|it| it.without_operations(["brokn"]), "no operation is called `brokn`", "did you mean `broken`?"),
        // `lenient` is about descriptions, not about options.
        (|it| it.lenient().without_tags(["pest"]), "no operation has the tag `pest`", "did you mean `pets`?"),
    ];
    for (options, message, help) in cases {
        let report = generate(options).expect_err(message).to_string();
        assert!(report.contains(message) && report.contains(help), "{report}");
    }
}
