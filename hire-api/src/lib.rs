//! Feishu Hire: import of external referral rewards.
hire_runtime::include_bindings!();
