import { readJson } from '@concord/mirakl'
import express, { type RequestHandler } from 'express'
import { refuse } from './route.js'

const readBytes = express.raw({ type: () => true, limit: '5mb' })

/** JSON with every digit of its numbers kept, as large as ingest-gateway takes it. */
export const exactBody: RequestHandler = (request, response, next) =>
  readBytes(request, response, (failure?: unknown) => {
    if (failure !== undefined) return void next(failure)
    try {
      request.body = readJson(new TextDecoder('utf-8', { fatal: true }).decode(request.body as Buffer))
    } catch {
      return refuse(response, ['body: must be JSON in UTF-8 that says no key twice in one object'])
    }
    next()
  })
