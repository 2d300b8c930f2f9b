/** Money to a bank abroad. Loaded together, see docs/decisions/0118-what-a-first-visit-downloads.md. */
export { SendAbroadPage } from '../../features/remittances/send-abroad-page.tsx'
export { TransferAbroadPage } from '../../features/remittances/transfer-abroad-page.tsx'
