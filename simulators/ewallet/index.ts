/** What tests and the launcher may use of the simulated e-wallet. */
export { startEwallet, type RunningEwallet } from './start.ts'
export { payWithWallet, type WalletResult } from './pay-with-wallet.ts'
export { testWallets, type WalletKey } from './wallets.ts'
