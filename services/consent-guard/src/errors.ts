import { PermanentFailure } from '@concord/domain'

/** Mirakl does not take the value of `consentField` for an order, or shows another one afterwards. */
export class WriteBackRefused extends PermanentFailure {
  readonly code = 'write-back-refused'
}
