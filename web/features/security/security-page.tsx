import { useTranslation } from 'react-i18next'
import { PageHeader } from '../../ui/layout.tsx'

export function SecurityPage() {
  const { t } = useTranslation()
  return (
    <div className="mx-auto flex w-full max-w-2xl flex-col">
      <PageHeader title={t('security.title')} />
    </div>
  )
}
