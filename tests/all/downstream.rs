//! A crate of somebody else: it has a description of its own, the README's two dependencies and its
//! build script, and it calls a server.

use std::fs;
use std::time::SystemTime;

use hire_api::sandbox::Sandbox;

use crate::readme;
use crate::scratch_crate::{Run, Scratch};

/// The sandbox's three operations, as somebody else might describe them.
const SPEC: &str = "openapi: 3.1.1
info: { title: Thanks, version: '1' }
x-envelope: { code: /code, message: /msg, data: /data }
x-error-codes:
  - { code: 1002002, name: Wrong, advice: Look twice. }
paths:
  /open-apis/auth/v3/tenant_access_token/internal:
    post:
      operationId: logIn
      x-envelope: { data: '' }
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: '#/components/schemas/Login' } } }
      responses:
        '200':
          description: In.
          content: { application/json: { schema: { $ref: '#/components/schemas/Session' } } }
  /open-apis/hire/v1/external_referral_rewards:
    post:
      operationId: thank
      security: [{ session: [] }]
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: '#/components/schemas/Thanks' } } }
      responses:
        '200':
          description: Thanked.
          content:
            application/json:
              schema:
                type: object
                required: [code, data]
                properties: { code: { type: integer }, data: { $ref: '#/components/schemas/Thanked' } }
  /open-apis/hire/v1/external_referral_rewards/{id}:
    delete:
      operationId: takeBack
      security: [{ session: [] }]
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        '200': { description: Taken back. }
components:
  securitySchemes: { session: { type: http, scheme: bearer } }
  schemas:
    Login:
      type: object
      required: [app_id, app_secret]
      properties:
        app_id: { type: string, minLength: 1 }
        app_secret: { type: string, format: password }
    Session:
      type: object
      required: [tenant_access_token]
      properties:
        tenant_access_token: { type: string, x-sensitive: true }
        code: { type: integer }
    Thanked:
      type: object
      required: [id]
      properties: { id: { type: string } }
    Thanks:
      type: object
      required: [external_id, referral_user_id, rule_type, stage, bonus]
      properties:
        referral_user_id: { type: string, x-rust-name: to }
        external_id: { type: string }
        application_id: { type: string }
        rule_type: { type: integer, enum: [1, 5], x-enum-varnames: [Start, Other] }
        stage: { type: integer, enum: [1, 2, 3], default: 3, x-enum-varnames: [Planned, Confirmed, Paid] }
        bonus: { $ref: 'parts/points.yaml#/Points' }
";

/// What another file describes.
const POINTS: &str = "Points:
  type: object
  required: [bonus_type, point_bonus]
  properties:
    bonus_type: { type: integer, enum: [1], x-enum-varnames: [Points], default: 1 }
    point_bonus: { type: integer, minimum: 1 }
";

/// Logs in, thanks, takes it back, fails; and tells what its bindings are.
const MAIN: &str = r#"
use hire_runtime::{Object, StaticToken, serde_json};
use types::{Login, Points, Thanks, ThanksRuleType};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("properties: {}", Thanks::TABLE.properties().join(" "));
    println!("points: {}", Points::TABLE.properties().join(" "));
    let Ok(url) = std::env::var("SERVER") else { return Ok(()) };

    let client = Client::builder().base_url(&url).build()?;
    let login = Login::builder().app_id("cli_sandbox").app_secret("secret-of-the-sandbox").build()?;
    let session = client.log_in(login).await?;
    println!("{session:?}");

    let token = StaticToken::new(session.tenant_access_token);
    let client = Client::builder().base_url(&url).credential("session", token).build()?;
    let thanks = || {
        Thanks::builder()
            .to("ou_1")
            .external_id("t-1")
            .rule_type(ThanksRuleType::Other)
            .bonus(Points::builder().point_bonus(7).build().unwrap())
    };
    let good = thanks().application_id("a-1").build()?;
    println!("{}", serde_json::to_string(&good)?);
    let thanked = client.thank(good).await?;
    println!("thanked: {}", !thanked.id.is_empty());
    client.take_back(thanked.id).await?;
    println!("taken back");

    let wrong = Thanks::builder().stage(9.into()).build().unwrap_err();
    println!("{wrong}");
    // The description does not say that one of two ids is needed; the server does.
    match client.thank(thanks().build()?).await {
        Err(Error::Api(response)) => println!("{:?}: {}", response.code, response.advice().unwrap_or_default()),
        other => println!("{other:?}"),
    }
    Ok(())
}
"#;

/// What it prints of a server, beside what its bindings are.
const CALLS: &str = r#"Session { tenant_access_token: [redacted], code: Some(0) }
{"referral_user_id":"ou_1","external_id":"t-1","application_id":"a-1","rule_type":5,"stage":3,"bonus":{"bonus_type":1,"point_bonus":7}}
thanked: true
taken back
(body): the property referral_user_id is missing
(body): the property external_id is missing
(body): the property rule_type is missing
(body): the property bonus is missing
/stage: 9 is none of 1, 2, 3
Some(Wrong): Look twice.
"#;

/// Whether cargo ran the build script.
fn generated(run: &Run) -> bool {
    run.stderr.contains("build-script-build`")
}

/// Builds and says what cargo did.
#[track_caller]
fn build(crate_: &Scratch) -> Run {
    crate_.cargo(&["build", "--verbose"]).succeeded()
}

#[track_caller]
fn assert_untouched(crate_: &Scratch, what: &str) {
    let run = build(crate_);
    assert!(!generated(&run), "{what}: {}", run.stderr);
    assert!(run.stderr.contains("Fresh downstream v0.1.0"), "{what}: {}", run.stderr);
}

/// What the program prints without a server.
fn printed(crate_: &Scratch) -> String {
    crate_.cargo(&["run", "--quiet"]).succeeded().stdout
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crate_with_its_own_description_calls_a_server_and_follows_its_description() {
    let downstream = Scratch::new("downstream");
    downstream.write("build.rs", &readme::block("build.rs"));
    downstream.write("src/main.rs", &(readme::block("lib.rs") + MAIN));
    downstream.write("openapi.yaml", SPEC);
    downstream.write("parts/points.yaml", POINTS);
    assert!(generated(&build(&downstream)));

    let sandbox = Sandbox::builder().start().await.unwrap();
    let run = downstream.cargo_with(&["run", "--quiet"], &[("SERVER", sandbox.url())]).succeeded();
    let shown = "properties: referral_user_id external_id application_id rule_type stage bonus\n\
                 points: bonus_type point_bonus\n";
    assert_eq!(run.stdout, format!("{shown}{CALLS}"));
    let requests = sandbox.requests();
    let requests: Vec<_> = requests.iter().map(|it| format!("{} {}", it.method, it.target)).collect();
    let rewards = "/open-apis/hire/v1/external_referral_rewards";
    assert_eq!(requests[0], "POST /open-apis/auth/v3/tenant_access_token/internal");
    assert_eq!(requests[1], format!("POST {rewards}"));
    assert!(requests[2].starts_with(&format!("DELETE {rewards}/")), "{requests:?}");
    assert_eq!(requests[3..], [format!("POST {rewards}")]);
    assert_eq!(sandbox.rewards(), []);

    assert_untouched(&downstream, "nothing changed");

    // The description alone.
    downstream.write("openapi.yaml", &(SPEC.to_owned() + "        comment: { type: string }\n"));
    assert!(generated(&build(&downstream)));
    let shown = shown.replace("bonus\npoints", "bonus comment\npoints");
    assert_eq!(printed(&downstream), shown);
    assert_untouched(&downstream, "since the description changed");

    // The file that it refers to alone.
    downstream.write("parts/points.yaml", &(POINTS.to_owned() + "    reason: { type: string }\n"));
    assert!(generated(&build(&downstream)));
    let shown = shown.replace("point_bonus", "point_bonus reason");
    assert_eq!(printed(&downstream), shown);
    let points = fs::File::options().append(true).open(downstream.path("parts/points.yaml")).unwrap();
    points.set_modified(SystemTime::now()).unwrap();
    assert!(generated(&build(&downstream)), "a file that was touched is read again");

    // A file that it does not refer to.
    downstream.write("parts/cash.yaml", POINTS);
    assert_untouched(&downstream, "another file changed");
}
