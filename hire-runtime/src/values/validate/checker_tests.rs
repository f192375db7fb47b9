//! Places of a check, and what it finds there.

use crate::{Checker, Location, Map, Validate, Violations};

fn pointers(check: impl FnOnce(&mut Checker<'_>)) -> Vec<(Location, String)> {
    let violations = Violations::of(check).err().into_iter().flatten();
    violations.map(|one| (one.location, one.pointer)).collect()
}

fn fail<T: ?Sized>(at: &mut Checker<'_>, _: &T) {
    at.violation("const", "true", "false");
}

#[test]
fn the_place_is_a_json_pointer_into_its_part() {
    let list = [(); 11];
    let map = Map::from([("a/b~c", ()), ("", ()), ("~1", ())]);
    let found = pointers(|at| {
        fail(at, &());
        at.property("absent", None::<&()>, fail);
        at.property("a", Some(&()), |at, value| {
            at.property("b", Some(value), fail);
            at.required("c", false);
        });
        at.property("list", Some(&list[..]), |at, list| {
            at.items(list, |at, item| at.property("x", Some(item), fail));
        });
        at.entries(&map, fail);
        at.property("p", Some(&()), |at, value| {
            at.parameter(Location::Query, "q", Some(value), fail);
        });
        at.parameter(Location::Header, "h", None::<&()>, fail);
    });
    let mut expected = vec![(Location::Body, String::new())];
    expected.extend(["/a/b", "/a"].map(|pointer| (Location::Body, pointer.to_owned())));
    expected.extend((0..11).map(|index| (Location::Body, format!("/list/{index}/x"))));
    expected.extend(["/a~1b~0c", "/", "/~01"].map(|pointer| (Location::Body, pointer.to_owned())));
    expected.push((Location::Query, "/q".to_owned()));
    assert_eq!(found, expected);
}

#[test]
fn standard_types_check_what_is_inside() {
    let nested = Map::from([("a", vec![Some(Box::new(1.0)), None, Some(Box::new(f64::NAN))])]);
    assert_eq!(pointers(|at| nested.check(at)), [(Location::Body, "/a/2".to_owned())]);
    assert_eq!(pointers(|at| crate::Nullable::Value(f32::INFINITY).check(at)).len(), 1);
    assert_eq!(pointers(|at| crate::Nullable::<f32>::Null.check(at)), []);
}

#[test]
fn asking_whether_rules_hold_reports_nothing() {
    let found = pointers(|at| {
        assert!(!at.holds(|at| fail(at, &())));
        assert!(at.holds(|at| at.required("a", true)));
        at.property("a", Some(&()), |at, ()| assert!(!at.holds(|at| at.required("b", false))));
    });
    assert_eq!(found, []);
}

#[test]
fn what_is_found_is_shortened() {
    let violations = Violations::of(|at| at.violation("const", "\"a\"", "x".repeat(1000))).unwrap_err();
    assert!(violations.as_slice()[0].found.chars().count() < 100);
}
