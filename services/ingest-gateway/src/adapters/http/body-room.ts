import type { Response } from 'express'
import { noRoom, type Refusal } from './refusal.js'

/** Memory for bodies that are in hand, of all senders together. */
export interface BodyRoom {
  /**
   * Takes so many bytes until the response is over; answers a refusal where there is no room, so that slow or hostile
   * senders cannot fill the memory.
   */
  take(bytes: number, until: Response): Refusal | undefined
}

/** Fifty bodies of the largest size. */
export const defaultRoomBytes = 256 * 1024 * 1024

export const createBodyRoom = (roomBytes = defaultRoomBytes): BodyRoom => {
  const held = new Map<Response, number>()
  let total = 0
  const free = (response: Response): void => {
    total -= held.get(response) ?? 0
    held.delete(response)
  }
  return {
    take(bytes, response) {
      if (total + bytes > roomBytes) return noRoom()
      if (!held.has(response)) response.once('close', () => free(response))
      held.set(response, (held.get(response) ?? 0) + bytes)
      total += bytes
      return undefined
    },
  }
}
