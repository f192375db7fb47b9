//! What is required one way alone (OpenAPI 3.0.4 §4.7.24.2).

use hire_api::hire_runtime;
use hire_tests::directions::types::{Login, Session, User};

use crate::support::assert_faults;

#[test]
fn what_goes_both_ways_is_required_of_neither() {
    let sent = User::builder().name("Ada").password("hunter2").build().unwrap();
    assert_eq!(serde_json::to_string(&sent).unwrap(), r#"{"name":"Ada","password":"hunter2"}"#);
    let received: User = hire_runtime::parse(br#"{"id":1,"name":"Ada"}"#).unwrap();
    assert_eq!((received.id, received.password), (Some(1), None));
    assert_faults("{}", hire_runtime::parse::<User>(b"{}"), &[("", "required", "name")]);
}

#[test]
fn what_goes_one_way_is_required_of_that_way() {
    assert_faults("a request", Login::builder().build(), &[("", "required", "password")]);
    assert_faults("a response", hire_runtime::parse::<Session>(b"{}"), &[("", "required", "token")]);
    assert_eq!(Login::builder().password("hunter2").build().unwrap().at, None);
    let session: Session = hire_runtime::parse(br#"{"token":"t"}"#).unwrap();
    assert_eq!((session.token.as_str(), session.by), ("t", None));
}
