import { z } from 'zod'
import type { Get } from './http.js'
import { readList, type Others } from './reference-list.js'
import { id, lenient, text } from './wire.js'

export interface Channel {
  readonly code: string
  readonly label: string
  readonly description?: string | undefined
  readonly others: Others
}

const ChannelShape = z
  .looseObject({ code: id, label: lenient(text), description: lenient(text) })
  .transform(({ code, label, description, ...others }): Channel => ({
    code,
    label: label ?? code,
    description,
    others,
  }))

/** CH11, at most once a day: the enabled channels, by code. */
export const readChannels = (get: Get): Promise<readonly Channel[]> =>
  readList(get, { operation: 'CH11', path: '/api/channels', collection: 'channels', item: ChannelShape })
