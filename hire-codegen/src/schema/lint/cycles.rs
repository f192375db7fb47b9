//! Schemas that apply themselves to the same value.
//!
//! Recursion goes through a part of the value: a property, an item. Where it does not, evaluation would
//! never end, and the specification leaves it undefined (2020-12 core §9.4.1).

use crate::diagnostic::{Diagnostics, codes};
use crate::schema::Schemas;

/// Reports one schema of each cycle, and says whether there are any.
pub fn report(schemas: &Schemas<'_>, diagnostics: &mut Diagnostics) -> bool {
    let mut found = false;
    let count = schemas.ids().count();
    let mut state = vec![State::New; count];
    for start in schemas.ids() {
        // A stack of our own: chains may be longer than that of the machine.
        let mut stack = vec![(start, Step::Enter)];
        while let Some((id, step)) = stack.pop() {
            let Some(own) = state.get_mut(id.0) else { continue };
            match (step, *own) {
                (Step::Leave, _) => *own = State::Done,
                (Step::Enter, State::New) => {
                    *own = State::Open;
                    stack.push((id, Step::Leave));
                    stack.extend(schemas.get(id).applied().map(|next| (next, Step::Enter)));
                }
                (Step::Enter, State::Open) => {
                    *own = State::Done;
                    found = true;
                    let message = "the schema applies itself to the same value, so it describes nothing";
                    diagnostics
                        .error(codes::CIRCULAR_SCHEMA, schemas.get(id).place, message)
                        .help(
                            "let recursion go through a part of the value, `properties` or `items`; where a branch of `oneOf` \
                             has the schema around it in `allOf`, put what they have in common into a schema of its own",
                        );
                }
                (Step::Enter, State::Done) => {}
            }
        }
    }
    found
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Enter,
    Leave,
}

#[derive(Debug, Clone, Copy)]
enum State {
    New,
    Open,
    Done,
}
