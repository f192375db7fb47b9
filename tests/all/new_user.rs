//! Whoever has a description and the README: the lines of that, the example on the front page of the bindings, and a short
//! program are built, and call a server.

use std::fs;

use hire_codegen::Generator;

use crate::readme::block;
use crate::scratch_crate::{Scratch, workspace};
use crate::support::{RawRequest, Recorder, json_response};

/// The petstore, as a server has it.
fn petstore(request: &RawRequest) -> Vec<u8> {
    let pets = r#"[{"id": 1, "name": "Kitty"}, {"id": 2, "name": "Rex", "status": "lost"}]"#;
    match (request.method.as_str(), request.target.as_str()) {
        ("GET", target) if target.split('?').next() == Some("/v1/pets") => {
            let response = String::from_utf8(json_response(200, pets)).unwrap();
            response.replacen("\r\n", "\r\nX-Total: 40\r\n", 1).into_bytes()
        }
        ("POST", "/v1/pets") => json_response(201, r#"{"id": 3, "name": "Tom"}"#),
        ("GET", "/v1/pets/3") => {
            let response = json_response(404, r#"{"title": "No pet", "detail": "It was sold."}"#);
            String::from_utf8(response)
                .unwrap()
                .replace("application/json", "application/problem+json")
                .into_bytes()
        }
        _ => b"HTTP/1.1 204 \r\n\r\n".to_vec(),
    }
}

/// A crate as the README has it, with the description of a server on this machine.
fn crate_of(server: &Recorder) -> (Scratch, String) {
    let read = |name: &str| fs::read_to_string(workspace().join("tests/petstore").join(name)).unwrap();
    let dependencies = block("Cargo.toml of an author");
    let tokio = "[dependencies]\ntokio = { version = \"1\", features = [\"macros\", \"rt\"] }\n";
    let crate_ = Scratch::with("petstore", &dependencies.replacen("[dependencies]\n", tokio, 1));
    crate_.write("openapi.yaml", &read("openapi.yaml").replace("https://petstore.example", &server.url));
    crate_.write("build.rs", &block("build.rs"));
    crate_.write("src/lib.rs", &block("lib.rs"));
    crate_.write("src/main.rs", &read("main.rs"));
    let bindings = Generator::new(crate_.path("openapi.yaml")).generate().unwrap();
    let client = bindings.file("client.rs").unwrap().to_owned();
    (crate_, client)
}

/// The example in the docs of the client, as rustdoc shows it.
fn front_page(client: &str) -> String {
    let (_, example) = client.split_once("/// ```text\n").unwrap();
    let (example, _) = example.split_once("/// ```\n").unwrap();
    example
        .lines()
        .map(|line| line.trim_start_matches("///").trim_start_matches(' ').to_owned() + "\n")
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_front_page_and_a_short_program_call_a_server() {
    let server = Recorder::start(petstore).await;
    let (crate_, client) = crate_of(&server);
    crate_.write(
        "examples/front_page.rs",
        &format!(
            "use petstore::{{Client, operations, types}};\n\n{}\n\
             #[tokio::main(flavor = \"current_thread\")]\nasync fn main() {{\n    \
             println!(\"{{}}\", example().await.unwrap().len());\n}}\n",
            front_page(&client)
        ),
    );
    let key = [("API_KEY", "k-1")];
    let run = crate_.cargo_with(&["run", "--quiet", "--example", "front_page"], &key);
    assert_eq!(run.succeeded().stdout, "2\n");

    let run = crate_.cargo_with(&["run", "--quiet", "--bin", "petstore"], &key);
    let expected = "[\"Kitty\", \"Rex\"]\n\
                    200: 2 of 40\n\
                    /name: 0 characters found, at least 1 needed\n\
                    No pet (HTTP 404 Not Found: No pet: It was sold. (operation getPet))\n";
    assert_eq!(run.succeeded().stdout, expected);

    let requests = server.requests();
    let lines: Vec<_> = requests.iter().map(|it| format!("{} {}", it.method, it.target)).collect();
    assert_eq!(
        lines,
        [
            "GET /v1/pets",
            "GET /v1/pets?limit=2&tags=small&tags=a%26b",
            "GET /v1/pets",
            "POST /v1/pets",
            "PUT /v1/pets/3/photo",
            "DELETE /v1/pets/3",
            "GET /v1/pets/3",
        ]
    );
    assert!(requests.iter().all(|it| it.header("x-key") == ["k-1"]), "{requests:?}");
    let bodies = [&requests[3], &requests[4]].map(|it| (it.header("content-type")[0], it.body.as_slice()));
    let expected: [(&str, &[u8]); 2] = [
        ("application/json", br#"{"name":"Tom","status":"available"}"#),
        ("image/jpeg", &[0xff, 0xd8, 0xff]),
    ];
    assert_eq!(bodies, expected);
}
