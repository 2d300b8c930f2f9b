/** What a test wallet does when it is asked to pay. */
export type Behaviour =
  | { kind: 'pay'; told: 'once' | 'twice' | 'never' }
  | { kind: 'decline'; code: DeclineCode }
  /** The partner needs time; then it is paid, or not. */
  | { kind: 'late'; outcome: 'paid' | 'declined' }

export const declineCodes = [
  'insufficient_balance',
  'wallet_frozen',
  'limit_reached',
  'agreement_ended',
] as const
export type DeclineCode = (typeof declineCodes)[number]

export type TestWallet = { key: string; account: string; behaviour: Behaviour }

/** Wallets of people who do not exist, by what happens with them. */
export const testWallets = [
  { key: 'mei', account: 'mei***@wallet.example', behaviour: { kind: 'pay', told: 'once' } },
  { key: 'tom', account: 'tom***@wallet.example', behaviour: { kind: 'pay', told: 'twice' } },
  { key: 'silent', account: 'qui***@wallet.example', behaviour: { kind: 'pay', told: 'never' } },
  { key: 'late', account: 'slo***@wallet.example', behaviour: { kind: 'late', outcome: 'paid' } },
  {
    key: 'late_declined',
    account: 'tar***@wallet.example',
    behaviour: { kind: 'late', outcome: 'declined' },
  },
  {
    key: 'poor',
    account: 'poo***@wallet.example',
    behaviour: { kind: 'decline', code: 'insufficient_balance' },
  },
  { key: 'frozen', account: 'fro***@wallet.example', behaviour: { kind: 'decline', code: 'wallet_frozen' } },
] as const satisfies readonly TestWallet[]

export type WalletKey = (typeof testWallets)[number]['key']

export function findWallet(key: string): TestWallet | undefined {
  return testWallets.find(wallet => wallet.key === key)
}
