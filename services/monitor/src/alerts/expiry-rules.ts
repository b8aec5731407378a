import type { Instant, Severity } from '@concord/domain'
import type { AlertRules } from '@concord/runtime'
import type { Finding, Seen } from './finding.js'
import { found } from './found.js'

/** How long the certificate of a server is valid, or why that is not known. */
export type CertificateSeen =
  { readonly host: string; readonly validTo: Instant } | { readonly host: string; readonly failure: string }

const urgentDays = 5
const dayMs = 86_400_000

const severityAt = (end: Instant, now: Instant): Severity =>
  Date.parse(end) - Date.parse(now) < urgentDays * dayMs ? 'critical' : 'warning'

const isWithin = (end: Instant, days: number, now: Instant): boolean => Date.parse(end) - Date.parse(now) < days * dayMs

/** Certificates that end soon, and servers whose certificate cannot be looked at. */
export const certificateFindings = (seen: readonly CertificateSeen[], days: number, now: Instant): Seen => ({
  findings: seen.flatMap((one): readonly Finding[] => {
    if ('failure' in one)
      return [
        found('no-data', {
          ...{ group: `certificate of ${one.host}`, where: `TLS ${one.host}`, examples: [{ name: one.failure }] },
        }),
      ]
    if (!isWithin(one.validTo, days, now)) return []
    const blanks = { until: one.validTo }
    return [
      found('certificate-expiring', {
        ...{ group: one.host, where: one.host, severity: severityAt(one.validTo, now), blanks },
      }),
    ]
  }),
  blind: seen.some((one) => 'failure' in one) ? ['certificate-expiring'] : [],
})

/** Credentials that end soon, by what the configuration says of them. */
export const credentialFindings = ({ credentials, clocks }: AlertRules, now: Instant): readonly Finding[] =>
  credentials
    .map(({ name, expiresOn }) => ({ name, expiresOn, end: `${expiresOn}T00:00:00.000Z` }))
    .filter(({ end }) => isWithin(end, clocks.credentialDays, now))
    .map(({ name, expiresOn, end }) =>
      found('credential-expiring', {
        ...{ group: name, where: name, severity: severityAt(end, now), blanks: { until: expiresOn } },
      }),
    )
