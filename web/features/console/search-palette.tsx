import { useTranslation } from 'react-i18next'
import { Sheet } from '../../ui/sheet.tsx'
import { CustomerSearch } from './customer-search.tsx'

/** The search over whatever page one is on. */
export function SearchPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Sheet title={t('console.search.title')} onClose={onClose} className="max-w-2xl! sm:mt-[12vh]!">
      <CustomerSearch focused onGo={onClose} />
    </Sheet>
  )
}
