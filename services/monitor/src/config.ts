import { CommonSettings } from '@concord/runtime'
import { tokensOfPeople } from './adapters/tokens.js'

export const Config = CommonSettings.omit({ CONCORD_CONFIG: true }).extend({
  API_TOKENS: tokensOfPeople.describe('Who may read and act: name:role:token by comma; roles are in the README'),
})
