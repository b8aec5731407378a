export type { Call, FaultRule } from '@concord/sandbox-kit'
export { createDotdigitalSandbox, type DotdigitalSandbox, type SandboxOptions } from './sandbox.js'
export type { SandboxState, SandboxSummary } from './memory/views.js'
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
} from './memory/world.js'
