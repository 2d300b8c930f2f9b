/** The frame of the signed-in app and its first page; without a connection it opens from here. Loaded together, see docs/decisions/0118-what-a-first-visit-downloads.md. */
export { SignedInShell } from '../app/signed-in-shell.tsx'
export { WalletPage } from '../app/wallet-page.tsx'
