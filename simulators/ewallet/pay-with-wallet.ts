import type { WalletKey } from './wallets.ts'

/** What a browser would see after choosing a wallet. */
export type WalletResult =
  | { kind: 'returned'; location: string }
  /** Still on the page: `state` is `refused`, `silent` or how the payment ended. */
  | { kind: 'stayed'; state: string }

/** Pays on the partner's page as a browser does. */
export async function payWithWallet(
  payUrl: string,
  wallet: WalletKey,
  { agree = false }: { agree?: boolean } = {},
): Promise<WalletResult> {
  const body = new URLSearchParams({ wallet, ...(agree ? { agree: 'yes' } : {}) })
  const answer = await fetch(payUrl, { method: 'POST', body, redirect: 'manual' })
  const location = answer.headers.get('location')
  if (location !== null) {
    await answer.body?.cancel()
    return { kind: 'returned', location: new URL(location, payUrl).href }
  }
  const markup = await answer.text()
  return { kind: 'stayed', state: /<body data-state="(\w+)"/.exec(markup)?.[1] ?? '' }
}
