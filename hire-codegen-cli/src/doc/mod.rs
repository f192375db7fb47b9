//! Documentation pages of operations: read, and compared.
//!
//! ```
//! use hire_codegen_cli::doc;
//!
//! let text = "# 获取宠物
//!
//! ## 请求
//!
//! | 项目 | 值 |
//! | --- | --- |
//! | HTTP URL | https://open.feishu.cn/open-apis/pets/v1/pets/:pet_id |
//! | HTTP Method | GET |
//!
//! ### 路径参数
//!
//! | 名称 | 类型 | 描述 |
//! | --- | --- | --- |
//! | `pet_id` | `string` | 宠物 ID<br>**示例值**：\"7\" |
//! ";
//! let page = doc::read(text).unwrap();
//! assert_eq!(page.method, "GET");
//! assert_eq!(page.path_params.rows()[0].example.as_deref(), Some("7"));
//! assert_eq!(doc::read("# 概述\n"), Err(doc::Refusal::Guide));
//! ```

pub mod check;
pub mod description;
pub mod diff;
pub mod import;
mod page;
mod read;
pub mod record;
mod refusal;
pub mod yaml;

pub use page::{ErrorRow, Example, Field, Fields, Header, Page, Rules, SectionText, Unread};
pub use read::{Platform, read};
pub use refusal::{MAX_BYTES, MAX_DEPTH, MAX_ROWS, Refusal};
