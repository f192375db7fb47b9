//! Feishu Hire (飞书招聘): import of external referral rewards (外部内推奖励).
//!
//! Types, validators and the client are generated from the description `spec/hire.yaml` while this
//! crate is built, and stand in [`types`], [`operations`], [`errors`] and [`client`]. Written by hand
//! are [`feishu`], from an app's credentials to a client that is ready, [`import`], for many rewards
//! at once, and, behind the feature `sandbox`, a server on loopback that speaks the platform's
//! protocol.
//!
//! What is wrong with a reward is known before anything is sent, all of it at once:
//!
//! ```
//! use hire_api::hire_runtime;
//! use hire_api::types::ExternalReward;
//!
//! let json = br#"{"external_id": "r-1", "rule_type": 9, "stage": 1, "talent_id": "t-1",
//!                 "bonus": {"bonus_type": 2, "cash": {"currency_type": "CNY", "amount": -5}}}"#;
//! let violations = hire_runtime::parse::<ExternalReward>(json).unwrap_err();
//! let found: Vec<_> = violations.iter().map(|it| (it.pointer.as_str(), it.keyword)).collect();
//! assert_eq!(found, [("", "required"), ("/rule_type", "enum"), ("/bonus/cash/amount", "minimum")]);
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]

hire_runtime::include_bindings!();

#[cfg(feature = "client")]
pub mod feishu;
#[cfg(feature = "import")]
pub mod import;
#[cfg(feature = "sandbox")]
pub mod sandbox;

/// Where tests may write: where they are themselves, in cargo's target folder.
#[cfg(test)]
fn scratch() -> std::path::PathBuf {
    std::env::current_exe().unwrap().with_file_name("")
}

/// What the bindings stand on: errors, validation, the client's settings.
pub use hire_runtime;
