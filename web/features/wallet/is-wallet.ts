import type { Answer } from '../../lib/api.ts'

type Wallet = Answer<'getWallet'>

/** Whether something kept on this device is a wallet as this version understands it. */
export function isWallet(value: unknown): value is Wallet {
  return (
    typeof value === 'object' &&
    value !== null &&
    'account_number' in value &&
    typeof value.account_number === 'string' &&
    'balances' in value &&
    Array.isArray(value.balances) &&
    value.balances.every(isBalance)
  )
}

function isBalance(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'currency' in value &&
    'available' in value &&
    'reserved' in value
  )
}
