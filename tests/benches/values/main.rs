//! What emitted types cost at run time: decoding and encoding beside serde's derives on the same types, validation beside
//! a compiled JSON Schema validator on the same document.
//!
//! Each line has the nanoseconds of one run on either side, and how many times as long ours takes: what is in the middle of
//! several copies of this program, and how far they are apart.

mod copies;
mod derived;
mod rounds;
mod samples;

use std::env;
use std::error::Error;
use std::hint::black_box;

use hire_api::hire_runtime::{Decoded, Encoded, Validate as _, parse};
use hire_api::types::ExternalReward;
use hire_runtime::Data;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Bindings of `openapi.yaml`.
mod emitted {
    include!(concat!(env!("OUT_DIR"), "/values/mod.rs"));
}

use emitted::types;

const DESCRIPTION: &str = include_str!("../../../spec/hire.yaml");

fn main() -> Result<(), Box<dyn Error>> {
    if env::args().any(|argument| argument == copies::ONE) {
        return measure();
    }
    println!("{:40}{:>14}{:>15}{:>8}", "", "emitted", "the other", "ratio");
    for line in copies::Copies::run()?.middle() {
        let copies::Middle { name, ours, theirs, ratio, lowest, highest } = line;
        println!("{name:40}{ours:>11.0} ns{theirs:>12.0} ns{ratio:>8.3} ({lowest:.2} to {highest:.2})");
    }
    Ok(())
}

/// What one copy does.
fn measure() -> Result<(), Box<dyn Error>> {
    codec::<ExternalReward, derived::ExternalReward>("reward", &samples::reward())?;
    codec::<types::Wide, derived::Wide>("30 properties", &samples::wide())?;
    codec::<types::Wide, derived::Wide>("30, last one first", &samples::wide_backwards())?;
    codec::<types::Wide, derived::Wide>("30, sorted by name", &samples::wide_sorted())?;
    codec::<types::Shelf, derived::Shelf>("list of 1,000 objects", &samples::shelf())?;
    codec::<types::Totals, derived::Totals>("map of 1,000", &samples::totals())?;
    codec::<types::Votes, derived::Votes>("2,000 enums", &samples::votes())?;
    codec::<types::Votes, derived::OpenVotes>("2,000 enums, open in both", &samples::votes())?;
    validation()
}

fn line(name: &str, times: &rounds::Times) {
    println!("{name}\t{}\t{}", times.ours, times.theirs);
}

/// Reads and writes a sample as either type.
fn codec<Ours, Theirs>(name: &str, sample: &Value) -> Result<(), Box<dyn Error>>
where
    Ours: Data,
    Theirs: DeserializeOwned + Serialize,
{
    let text = sample.to_string();
    let Decoded(ours): Decoded<Ours> = serde_json::from_str(&text)?;
    let theirs: Theirs = serde_json::from_str(&text)?;
    let (left, right) = (serde_json::to_string(&Encoded(&ours))?, serde_json::to_string(&theirs)?);
    assert_eq!(left, right, "both are the same on the wire");
    let decoded = rounds::compare(
        || drop(black_box(serde_json::from_str::<Decoded<Ours>>(black_box(&text)))),
        || drop(black_box(serde_json::from_str::<Theirs>(black_box(&text)))),
    );
    line(&format!("decode {name}"), &decoded);
    let encoded = rounds::compare(
        || drop(black_box(serde_json::to_string(&Encoded(black_box(&ours))))),
        || drop(black_box(serde_json::to_string(black_box(&theirs)))),
    );
    line(&format!("encode {name}"), &encoded);
    Ok(())
}

/// Checks one reward, as it is in memory on either side, and as a text.
fn validation() -> Result<(), Box<dyn Error>> {
    let description: Value = serde_yaml::from_str(DESCRIPTION)?;
    let validator = jsonschema::validator_for(&json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": "#/components/schemas/ExternalReward",
        "components": description.get("components"),
    }))?;
    let document = samples::reward();
    let text = document.to_string();
    let reward: ExternalReward = parse(text.as_bytes())?;
    assert!(validator.is_valid(&document), "the sample is good");
    let checked = rounds::compare(
        || drop(black_box(black_box(&reward).validate())),
        || {
            black_box(validator.is_valid(black_box(&document)));
        },
    );
    line("validate reward (jsonschema)", &checked);
    let read = rounds::compare(
        || {
            let reward = serde_json::from_str::<ExternalReward>(black_box(&text));
            black_box(reward.is_ok_and(|reward| reward.validate().is_ok()));
        },
        || {
            let document = serde_json::from_str::<Value>(black_box(&text));
            black_box(document.is_ok_and(|document| validator.is_valid(&document)));
        },
    );
    line("decode and validate reward (jsonschema)", &read);
    Ok(())
}
