export type { Call, FaultRule } from '@concord/sandbox-kit'
export { createDotdigitalSandbox, type DotdigitalSandbox, type SandboxOptions } from './sandbox.js'
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
