import { z } from 'zod'
import type { AlertRoute, AlertRules } from './alert-entry.js'
import { readEnvironment, urlOf } from './environment.js'
import { type Environment, shapeOf, variablePart } from './variables.js'

/** A way to tell people, with what it needs. */
export type AlertChannel =
  | (Extract<AlertRoute, { is: 'email' }> & { readonly smtpUrl: string; readonly from: string })
  | (Extract<AlertRoute, { is: 'slack' | 'teams' }> & { readonly url: string })
  | (Extract<AlertRoute, { is: 'webhook' }> & { readonly url: string; readonly secret: string })

const signingSecret = z
  .string()
  .regex(/^(whsec_)?[A-Za-z0-9+/]{32,}={0,2}$/, 'must be base64 of 24 bytes or more, with or without whsec_ before it')

/**
 * Reads `ALERTS_SMTP_URL`, `ALERTS_MAIL_FROM` and `ALERT_<ROUTE>_…` for the routes that `concord.yaml` names.
 *
 * @throws ConfigurationRefused naming all wrong variables at once, without values
 */
export const readAlertChannels = (
  { routes }: AlertRules,
  environment: Environment,
): Readonly<Record<string, AlertChannel>> => {
  const named = Object.entries(routes).map(([id, route]) => ({ id, route, part: variablePart(id) }))
  const mails = named.some(({ route }) => route.is === 'email')
  const settings: Readonly<Record<string, unknown>> = readEnvironment(
    z.object({
      ...(mails ? { ALERTS_SMTP_URL: urlOf('smtp', 'smtps'), ALERTS_MAIL_FROM: z.email() } : {}),
      ...shapeOf(
        named.filter(({ route }) => route.is !== 'email'),
        (part) => `ALERT_${part}_URL`,
        urlOf('https', 'http'),
      ),
      ...shapeOf(
        named.filter(({ route }) => route.is === 'webhook'),
        (part) => `ALERT_${part}_SECRET`,
        signingSecret,
      ),
    }),
    environment,
  )
  const said = (name: string): string => settings[name] as string
  const channelOf = (route: AlertRoute, part: string): AlertChannel => {
    switch (route.is) {
      case 'email':
        return { ...route, smtpUrl: said('ALERTS_SMTP_URL'), from: said('ALERTS_MAIL_FROM') }
      case 'webhook':
        return { ...route, url: said(`ALERT_${part}_URL`), secret: said(`ALERT_${part}_SECRET`) }
      case 'slack':
      case 'teams':
        return { ...route, url: said(`ALERT_${part}_URL`) }
    }
  }
  return Object.fromEntries(named.map(({ id, route, part }) => [id, channelOf(route, part)]))
}
