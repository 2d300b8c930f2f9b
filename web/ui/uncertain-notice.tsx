import { useTranslation } from 'react-i18next'
import { Alert } from './alert.tsx'

/** While an order got no answer and is being asked again with its key. */
export function UncertainNotice() {
  const { t } = useTranslation()
  return (
    <Alert tone="warn" live title={t('ui.uncertain.title')}>
      {t('ui.uncertain.text')}
    </Alert>
  )
}
