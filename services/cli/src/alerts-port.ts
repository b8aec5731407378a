import { z } from 'zod'

/** What monitor tells of something that is wrong. */
export const AlertSeen = z.object({
  ...{ id: z.string(), type: z.string(), owner: z.string(), severity: z.string(), state: z.string() },
  ...{ sentence: z.string(), nextStep: z.string(), runbook: z.string(), count: z.number(), openedAt: z.string() },
  examples: z.array(z.object({ name: z.string() })),
  explains: z.array(z.object({ type: z.string(), where: z.string(), count: z.number() })),
  ...{ acknowledgedBy: z.string().nullable(), silencedUntil: z.string().nullable() },
  absentAt: z.string().nullable().default(null),
})
export type AlertSeen = z.infer<typeof AlertSeen>

/** What monitor answers to `GET /v1/alerts`, and to `GET /v1/alerts/<id>`. */
export const AlertPage = z.object({ alerts: z.array(AlertSeen), next: z.string().optional() })
export type AlertPage = z.infer<typeof AlertPage>
export const AlertInDetail = z.object({
  alert: AlertSeen,
  deliveries: z.array(
    z.object({
      ...{ route: z.string(), notice: z.string(), createdAt: z.string(), attempts: z.number() },
      ...{ sentAt: z.string().nullable(), failure: z.string().nullable() },
    }),
  ),
  history: z.array(
    z.object({ at: z.string(), who: z.string(), action: z.string(), after: z.record(z.string(), z.unknown()) }),
  ),
})
export type AlertInDetail = z.infer<typeof AlertInDetail>

export interface AlertFilter {
  readonly owner?: string | undefined
  readonly severity?: string | undefined
  readonly state?: string | undefined
}

/** What a person does about an alert. */
export type AlertDeed =
  { readonly is: 'acknowledge' } | { readonly is: 'silence'; readonly until: string; readonly reason: string }

/** Alerts of the running monitor. Every method throws `CannotRun` where it gets no good answer. */
export interface Alerts {
  list(
    filter: AlertFilter,
    paging: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<AlertPage>
  /** @throws Refused where there is none */
  find(id: string): Promise<AlertInDetail>
  /** @throws Refused where it is over, or somebody else's */
  act(id: string, deed: AlertDeed): Promise<AlertSeen>
}
