import type { AlertChannel } from '@concord/runtime'
import type { Channel } from '../../alerts/channel.js'
import { emailChannel } from './email.js'
import { slackChannel } from './slack.js'
import { teamsChannel } from './teams.js'
import { webhookChannel } from './webhook.js'

interface Around {
  readonly publicUrl: string | undefined
  readonly now: () => Date
}

export const channelsOf = (
  configured: Readonly<Record<string, AlertChannel>>,
  around: Around,
): Readonly<Record<string, Channel>> =>
  Object.fromEntries(Object.entries(configured).map(([name, channel]) => [name, channelOf(channel, around)]))

const channelOf = (channel: AlertChannel, { publicUrl, now }: Around): Channel => {
  switch (channel.is) {
    case 'email':
      return emailChannel({ ...channel, publicUrl })
    case 'slack':
      return slackChannel({ ...channel, publicUrl })
    case 'teams':
      return teamsChannel({ ...channel, publicUrl })
    case 'webhook':
      return webhookChannel({ ...channel, publicUrl, now })
  }
}
