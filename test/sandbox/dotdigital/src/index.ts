export { createDotdigitalSandbox, type DotdigitalSandbox, type SandboxOptions } from './sandbox.js'
export type { ReceivedCall } from './calls.js'
export type { FaultRule } from './faults.js'
export type { RateLimits } from './rate-limits.js'
export type { SandboxState, SandboxSummary } from './views.js'
export type {
  DataFieldValues,
  EmailStatus,
  SandboxCampaign,
  SandboxDataField,
  SandboxProgram,
  SandboxWorld,
  SeedContact,
  SentMessage,
  StoredContact,
  StoredEnrolment,
  StoredRecord,
} from './world.js'
