import type { Handler } from '@concord/messaging'
import type { Timelines } from './ports.js'

/** Listens to every stage and keeps what was told. */
export const monitor =
  ({ timelines }: { readonly timelines: Timelines }): Handler =>
  async (message) => {
    if (message.type !== 'consent.changed.v1') await timelines.note(message)
    return []
  }
