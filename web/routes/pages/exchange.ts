/** One currency for another, fees and limits. Loaded together, see docs/decisions/0118-what-a-first-visit-downloads.md. */
export { ExchangePage } from '../../features/exchange/exchange-page.tsx'
export { FeesPage } from '../../features/prices/fees-page.tsx'
export { LimitsPage } from '../../features/prices/limits-page.tsx'
export { OwnLimitsPage } from '../../features/prices/own-limits-page.tsx'
