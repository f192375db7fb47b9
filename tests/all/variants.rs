//! Unions whose values are made by hand: what `validate` accepts, `parse` of its JSON accepts, as the same variant, and a
//! client sends nothing else.

use std::fmt::Debug;

use hire_runtime::{Data, Decoded, Encoded, Map, Validate as _, Value, parse, parse_value};
use hire_tests::fixtures::beyond_other_generators::variants::types::{
    Any, AnyLeft, AnyRight, Booking, Chain, ChainEnd, ChainLink, Class, Crate, Either, EitherLeft,
    EitherRight, Fare, Letter, Parcel, ParcelBase, Room, Season, SeasonBuilder, Single, Table,
};
use serde_json::json;

/// Asserts that a value is valid and is read again as it was, or that it has a fault of a keyword.
#[track_caller]
fn assert_variant<T: Data + Clone + PartialEq + Debug>(value: &T, fault: Option<(&str, &str)>) {
    let json = serde_json::to_value(Encoded(value)).unwrap();
    let found = value.validate().err();
    let found: Vec<_> =
        found.iter().flatten().map(|violation| (violation.pointer.as_str(), violation.keyword)).collect();
    assert_eq!(found, Vec::from_iter(fault), "{value:?} is written as {json}");
    if fault.is_none() {
        assert_eq!(parse_value::<T>(&json).as_ref(), Ok(value));
        assert_eq!(parse::<T>(json.to_string().as_bytes()).as_ref(), Ok(value));
        assert_eq!(serde_json::from_value::<Decoded<T>>(json).unwrap().0, *value);
        // In a list or a map, nothing is different.
        let many = Map::from([("a", vec![value.clone(); 2])]);
        assert_eq!(many.validate(), Ok(()));
    }
}

fn map(json: &Value) -> Map<i64> {
    parse_value(json).unwrap()
}

fn room(what: &str) -> Room {
    Room::builder().what(what).beds(2).build().unwrap()
}

fn season(class: Option<Class>) -> Season {
    let season = Season::builder().price(9.5);
    class.into_iter().fold(season, SeasonBuilder::class).build().unwrap()
}

#[test]
fn a_tag_names_the_variant_that_has_it() {
    let wrong = |pointer: &'static str| Some((pointer, "discriminator"));
    for (what, fault) in [("room", None), ("Room", None), ("table", wrong("/what")), ("boat", wrong("/what"))]
    {
        assert_variant(&Booking::from(room(what)), fault);
    }
    let table = Table::builder().what("room").build().unwrap();
    assert_variant(&Booking::Table(table), wrong("/what"));

    let single = |class| Single::builder().class(class).build().unwrap();
    for (fare, fault) in [
        (Fare::from(single(Class::First)), None),
        (Fare::from(single(Class::Year)), wrong("/class")),
        (Fare::from(season(Some(Class::Month))), None),
        (Fare::from(season(Some(Class::First))), wrong("/class")),
        (Fare::Season(season(None)), wrong("/class")),
    ] {
        assert_variant(&fare, fault);
    }

    let crate_ = |kind| Crate::builder().kind(kind).wood("oak").build().unwrap();
    let letter = |kind| Letter::builder().kind(kind).build().unwrap();
    let base = |kind| ParcelBase::builder().kind(kind).build().unwrap();
    for (parcel, fault) in [
        (Parcel::from(crate_("crate")), None),
        (Parcel::from(crate_("Letter")), wrong("/kind")),
        (Parcel::from(letter("crate")), wrong("/kind")),
        (Parcel::from(letter("Parcel")), wrong("/kind")),
        (Parcel::from(base("Parcel")), None),
        (Parcel::from(base("crate")), wrong("/kind")),
        (Parcel::from(base("sack")), wrong("/kind")),
        (Parcel::Unknown(json!({"kind": "sack", "rope": 1})), None),
    ] {
        assert_variant(&parcel, fault);
    }
}

#[test]
fn builders_and_conversions_set_the_tag() {
    for (made, json) in [
        (Booking::from(Room::builder().beds(2).build().unwrap()), json!({"what": "room", "beds": 2})),
        (Booking::from(room("")), json!({"what": "room", "beds": 2})),
        (Booking::from(Table::builder().seats(4).build().unwrap()), json!({"what": "table", "seats": 4})),
    ] {
        assert_variant(&made, None);
        assert_eq!(serde_json::to_value(&made).unwrap(), json);
    }
    let made = [
        serde_json::to_value(Fare::from(Single::builder().build().unwrap())),
        serde_json::to_value(Fare::from(season(None))),
        serde_json::to_value(Parcel::from(Crate::builder().wood("oak").build().unwrap())),
        serde_json::to_value(Parcel::from(Letter::builder().build().unwrap())),
    ];
    let made = made.map(Result::unwrap);
    assert_eq!(
        made,
        [
            json!({"class": "first"}),
            json!({"class": "month", "price": 9.5}),
            json!({"kind": "crate", "wood": "oak"}),
            json!({"kind": "Letter"}),
        ]
    );
    // What a base is called, nobody knows.
    assert!(ParcelBase::builder().build().is_err());
}

#[test]
fn members_beside_those_of_a_variant_do_not_make_another_one() {
    let left = |others| EitherLeft::builder().left(1).additional_properties(map(&others)).build().unwrap();
    let right = |others| EitherRight::builder().right(1).additional_properties(map(&others)).build().unwrap();
    for (either, fault) in [
        (Either::from(left(json!({"up": 1}))), None),
        // The other one asks for 1 at least.
        (Either::from(left(json!({"right": 0}))), None),
        (Either::from(left(json!({"right": 1}))), Some(("", "oneOf"))),
        (Either::from(right(json!({"up": 1}))), None),
        (Either::from(right(json!({"left": 1}))), Some(("", "oneOf"))),
    ] {
        assert_variant(&either, fault);
    }
    let others = |name: &str, value: Value| Map::from([(name, value)]);
    let left = |others| AnyLeft::builder().left(1).additional_properties(others).build().unwrap();
    let right = |others| AnyRight::builder().right("a").additional_properties(others).build().unwrap();
    for (any, fault) in [
        (Any::from(left(others("right", json!("a")))), None),
        (Any::from(left(others("right", json!(1)))), None),
        (Any::from(right(others("left", json!("a")))), None),
        (Any::from(right(others("left", json!(1)))), Some(("", "variant"))),
    ] {
        assert_variant(&any, fault);
    }
    let shown = Any::from(right(others("left", json!(1)))).validate().unwrap_err().to_string();
    assert_eq!(shown, "(body): this Right is written as what is read as Left");
}

#[test]
fn a_variant_within_variants_is_looked_at_as_well() {
    let end =
        |others| Chain::from(ChainEnd::builder().end(1).additional_properties(map(&others)).build().unwrap());
    let link = |chain: Chain| {
        let mut link = ChainLink::builder().link(end(json!({}))).build().unwrap();
        link.link = chain;
        Chain::from(link)
    };
    let both = |chain: Chain| Chain::from(ChainEnd::builder().end(1).link(chain).build().unwrap());
    let links = |levels: usize, chain: Chain| (0..levels).fold(chain, |chain, _| link(chain));
    assert_variant(&links(20, end(json!({"up": 1}))), None);
    // It has an end and a link, and is a link with one more member.
    assert_variant(&both(end(json!({}))), Some(("", "variant")));
    let within = links(3, both(end(json!({}))));
    assert_variant(&within, Some(("/link/link/link", "variant")));
}

#[test]
fn a_default_of_a_union_is_exact() {
    use hire_tests::fixtures::beyond_other_generators::union_defaults::types::{
        Job, JobEpochs, JobPlain, JobTagged,
    };

    let mut job = Job::builder().build().unwrap();
    let json = json!({
        "epochs": "inf", "rate": 0.5, "size": 7, "tagged": {"pace": "Slow", "wait": [1, 2]}, "plain": {"a": 4},
        "list": ["a", true], "maybe": 3, "nothing": null, "loose": {"c": "x"}, "kinds": [1],
        "other": {"sort": "Sub", "deep": {"epochs": 2}},
    });
    assert_eq!(serde_json::to_value(&job).unwrap(), json);
    assert!(matches!(job.epochs, JobEpochs::String(_)), "{job:?}");
    assert!(matches!(job.tagged, JobTagged::Slow(_)), "{job:?}");
    assert!(matches!(job.plain, JobPlain::Object2(_)), "{job:?}");
    // What no branch keeps is kept as it is written, and read as the branch that loses least.
    let read = parse_value::<Job>(&json).unwrap();
    job.loose.clone_from(&read.loose);
    assert_eq!(read, job);
    // What is set is not the default.
    let job = Job::builder().epochs(3).maybe(None).build().unwrap();
    let written = serde_json::to_value(&job).unwrap();
    assert_eq!((&written["epochs"], &written["maybe"]), (&json!(3), &json!(null)));
}

#[test]
fn of_branches_that_nothing_tells_apart_the_first_one_that_holds_is_read() {
    use hire_tests::fixtures::beyond_other_generators::union_defaults::types::{JobLoose, JobPlain, Steps};

    /// The name of the variant that a value is read as.
    fn variant<T: Data + Clone + PartialEq + Debug>(json: &Value) -> String {
        let read: T = parse_value(json).unwrap();
        assert_variant(&read, None);
        format!("{read:?}").split('(').next().unwrap().to_owned()
    }
    for (found, expected) in [
        // The first one takes 3 at most.
        (variant::<JobPlain>(&json!({"a": 3})), "Object"),
        (variant::<JobPlain>(&json!({"a": 4})), "Object2"),
        // Both hold, and lose what they do not name.
        (variant::<JobLoose>(&json!({"a": "x"})), "Object"),
        (variant::<JobLoose>(&json!({"b": "x"})), "Object2"),
        (variant::<JobLoose>(&json!({})), "Object"),
        (variant::<Steps>(&json!(["a"])), "List"),
        (variant::<Steps>(&json!([1])), "List2"),
        (variant::<Steps>(&json!([])), "List"),
    ] {
        assert_eq!(found, expected);
    }
    assert!(
        parse_value::<JobPlain>(&json!({"a": "x"})).is_err() && parse_value::<Steps>(&json!([true])).is_err()
    );
}

#[test]
fn what_says_what_an_object_is_like_leads_to_the_object() {
    use hire_tests::fixtures::keywords::no_type::types::{Object, ObjectObject};

    let mut object = Object::from(ObjectObject::builder().x(1).build().unwrap());
    if let Some(object) = object.as_object_mut() {
        object.x = Some(2);
    }
    assert_eq!(object.as_object().and_then(|object| object.x), Some(2));
    assert_variant(&object, None);
    // A value that is valid is never refused.
    let other: Object = parse_value(&json!("a")).unwrap();
    assert_eq!((other.as_object(), other.validate()), (None, Ok(())));
}
