//! Which MFA devices a user has: asked of IAM, or read from a record of what it said.

pub mod aws;
pub mod device;
pub mod directory;
pub mod inventory;
pub mod preference;
pub mod record;
pub mod resolver;

pub use device::Device;
pub use directory::{Directory, Failure, Lookup, Unasked};
pub use resolver::DeviceResolver;
