import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Request } from 'express'
import { bodyUnreadable, formUnknown, type Refusal, tooLarge } from './refusal.js'

/** Takes memory for so many bytes, or says why there is none. */
type TakeRoom = (bytes: number) => Refusal | undefined

/** Of one body, as it was sent and inflated alike. */
export const bodyLimitBytes = 5 * 1024 * 1024

const bodyTooLarge = () => tooLarge('A body has at most 5 megabytes, inflated; send the items in several posts.')

/**
 * The bytes as they were sent. What is beyond the limit is read and thrown away, so that the sender gets to hear why.
 *
 * @throws Refusal 413 or 503
 */
export const readBytes = (request: Request, takeRoom: TakeRoom): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    let isGiven = false
    const give = (refusal: Refusal): void => {
      isGiven = true
      chunks.length = 0
      reject(refusal)
    }
    if (Number(request.headers['content-length'] ?? 0) > bodyLimitBytes) {
      request.resume()
      return give(bodyTooLarge())
    }
    request.on('data', (chunk: Buffer) => {
      if (isGiven) return
      length += chunk.length
      if (length > bodyLimitBytes) return give(bodyTooLarge())
      const full = takeRoom(chunk.length)
      if (full !== undefined) return give(full)
      chunks.push(chunk)
    })
    request.once('end', () => resolve(Buffer.concat(chunks)))
    request.once('error', reject)
    request.once('close', () => reject(bodyUnreadable('The body was cut off; send it again.')))
  })

export const isGzip = (encoding: string | undefined): boolean => /^\s*(x-)?gzip\s*$/i.test(encoding ?? '')

const inflateGzip = promisify(gunzip)

/**
 * The bytes that were meant, inflated as far as the limit and no further.
 *
 * @throws Refusal 400, 413 or 415
 */
export const inflate = async (bytes: Buffer, encoding: string | undefined): Promise<Buffer> => {
  if (isGzip(encoding)) return inflateGzip(bytes, { maxOutputLength: bodyLimitBytes }).catch(refuseGzip)
  if (/^\s*(identity)?\s*$/i.test(encoding ?? '')) return bytes
  throw formUnknown('Only gzip is known as Content-Encoding; send the body as it is, or as gzip.', {
    'Accept-Encoding': 'gzip',
  })
}

const refuseGzip = (failure: unknown): never => {
  const code = failure instanceof Error && 'code' in failure ? failure.code : undefined
  if (code === 'ERR_BUFFER_TOO_LARGE') throw bodyTooLarge()
  throw bodyUnreadable('The body is not gzip although Content-Encoding says so; send it again, or as it is.')
}
