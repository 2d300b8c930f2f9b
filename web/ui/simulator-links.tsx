import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { metaQuery } from '../lib/queries.ts'

/** The pages from which the counterparties of the test edition are steered; nothing in the live edition. */
export function SimulatorLinks({ className }: { className: string }) {
  const { t } = useTranslation()
  const { data: meta } = useQuery(metaQuery)
  const links = meta?.test_links
  if (!links) return null
  return (['acquirer', 'bank', 'ewallet'] as const).map(name => {
    const href = links[`${name}_steering`]
    return href === null ? null : (
      <a key={name} href={href} className={className}>
        {t(`ui.testEdition.${name}`)}
      </a>
    )
  })
}
