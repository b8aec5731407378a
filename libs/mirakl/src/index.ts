export { type Call, type CallBudget, unlimited } from './budget.js'
export type { Channel } from './channels.js'
export { createMirakl, type Mirakl, type MiraklOptions } from './client.js'
export { contentHash } from './content-hash.js'
export type { ApiKey, Credentials, OAuthClient } from './credentials.js'
export type { Currency } from './currencies.js'
export type {
  CustomFields,
  FieldDefinition,
  FieldError,
  FieldsToWrite,
  FieldsWritten,
  FieldValues,
} from './custom-fields.js'
export { CredentialsRefused, MiraklUnavailable, RateLimited, RequestRefused } from './errors.js'
export type { Evaluations } from './evaluations.js'
export type { ExportWindow, Period } from './export-window.js'
export type { Incidents } from './incidents.js'
export { readJson } from './json.js'
export { memoryBudget, type Persona } from './memory-budget.js'
export type { Page } from './offset-paging.js'
export type { Operation } from './operations.js'
export type { ExportStatus, OrderExport } from './order-export.js'
export type { OrderFilter, Orders } from './orders.js'
export { type Assessment, type Evaluation, parseEvaluation, type ParsedEvaluation } from './parse-evaluation.js'
export { type Incident, type IncidentAct, parseIncident, type ParsedIncident } from './parse-incident.js'
export { parseOrder, type ParsedOrder } from './parse-order.js'
export { parseReturn, type ParsedReturn } from './parse-return.js'
export { parseSeller, type ParsedSeller } from './parse-seller.js'
export { type ParsedStatistics, parseStatistics, type SellerStatistics } from './parse-statistics.js'
export { parseWebhook, type ParsedWebhook } from './parse-webhook.js'
export type { Refused } from './parsed.js'
export type { Platform, Workflows } from './platform.js'
export type { Reason } from './reasons.js'
export type { Others } from './reference-list.js'
export type { Returns } from './returns.js'
export type { SeekPage } from './seek-paging.js'
export type { Sellers } from './sellers.js'
export type { Statistics } from './statistics.js'
