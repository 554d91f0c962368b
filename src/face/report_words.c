/* English, Armenian, Azerbaijani, Russian, Arabic. */
#include "report_words.h"

#include <string.h>

#include "tacet/base.h"

static const char *const ENGLISH[WORD_COUNT] = {
    [WORD_CASE] = "Case",
    [WORD_ABOUT] = "About",
    [WORD_OPENED] = "Opened",
    [WORD_STEP] = "Step",
    [WORD_SINCE] = "Since",
    [WORD_DUE] = "Due",
    [WORD_OVERDUE] = "overdue",
    [WORD_INCIDENT] = "Incident",
    [WORD_SEEN_BY] = "As seen by",
    [WORD_FINDING] = "Finding",
    [WORD_NO_FINDING] = "No finding has been published.",
    [WORD_DRAFT] = "A draft, not published.",
    [WORD_WHAT] = "What happened",
    [WORD_WHO] = "Who",
    [WORD_SURE] = "How sure",
    [WORD_POSITIONS] = "Positions of both sides",
    [WORD_POSITION] = "Position",
    [WORD_DISSENT] = "Dissent",
    [WORD_HEARD] = "What sensors heard",
    [WORD_FROM] = "From",
    [WORD_UNTIL] = "Until",
    [WORD_SHOTS] = "Shots",
    [WORD_SIDE] = "Side",
    [WORD_KIND] = "Kind",
    [WORD_OPENED_FIRE] = "Who opened fire",
    [WORD_MAP] =
        ("Map: the line (dashed), zones, engagements by number; a circle is where fire was, "
         "a square is what may be known of that"),
    [WORD_REPORTS] = "Reports and claims",
    [WORD_OTHERS] = "Others",
    [WORD_EVIDENCE] = "Evidence",
    [WORD_HOLDER] = "Held by",
    [WORD_WHY] = "Why",
    [WORD_ACCESS] = "Access",
    [WORD_PLACE] = "Place",
    [WORD_REASON] = "Reason, as quoted",
    [WORD_CALLS] = "Calls",
    [WORD_TO] = "To",
    [WORD_ANSWERED] = "Answered",
    [WORD_NOBODY] = "nobody answered",
    [WORD_NOTES] = "Notes of sites",
    [WORD_REMEDY] = "Remedial action",
    [WORD_BY_WHEN] = "By when",
    [WORD_DONE] = "Done",
    [WORD_STEPS] = "Steps",
    [WORD_ACTS] = "Acts on record",
    [WORD_TIME] = "Time",
    [WORD_ACT] = "Act",
    [WORD_ROLE] = "Role",
    [WORD_PERSON] = "Person",
    [WORD_WITHHELD] = "What is withheld from this reader",
    [WORD_NOTHING_WITHHELD] = "Nothing.",
    [WORD_CHECK] = "How to check this",
    [WORD_HOW_TO_CHECK] =
        ("This report is for reading; what counts are the signed entries that it was made from. "
         "They "
         "are in the folders entries and proofs beside it. read-me.txt says how to check each of "
         "them "
         "by hand, with sha256sum and any tool for Ed25519; check.sh does it; so does 'tacet "
         "record "
         "verify'. What is sealed in them stays checkable, and can be opened later by who has the "
         "key."),
    [WORD_SAID] = "What was said",
    [WORD_MISSION] = "the mission",
    [WORD_DIGEST] = "SHA-256",
    [WORD_WAVEFORMS] = "Waveforms",
    [WORD_HOW_TO_READ] =
        ("Each is named by event, station and residual; left what the station recorded, right how "
         "much of each frequency there was (low at the bottom), from 0.1 s before to 0.3 s after "
         "the arrival, which is the line."),
    [WORD_TIMELINE] =
        "When: engagements by number, each in the lane of the side that is likelier than not",
    [WORD_FROM_WHOM] = "From",
    [WORD_FROM_STEP] = "From step",
    [WORD_TO_STEP] = "To step",
};

static const char *const ARMENIAN[WORD_COUNT] = {
    [WORD_CASE] = "Գործ",
    [WORD_ABOUT] = "Թեմա",
    [WORD_OPENED] = "Բացվել է",
    [WORD_STEP] = "Փուլ",
    [WORD_SINCE] = "Սկսած",
    [WORD_DUE] = "Ժամկետ",
    [WORD_OVERDUE] = "ժամկետանց",
    [WORD_INCIDENT] = "Միջադեպ",
    [WORD_SEEN_BY] = "Ընթերցողի դերը",
    [WORD_FINDING] = "Եզրակացություն",
    [WORD_NO_FINDING] = "Եզրակացություն դեռ չի հրապարակվել։",
    [WORD_DRAFT] = "Նախագիծ, չհրապարակված։",
    [WORD_WHAT] = "Ինչ է տեղի ունեցել",
    [WORD_WHO] = "Ով",
    [WORD_SURE] = "Վստահության աստիճան",
    [WORD_POSITIONS] = "Երկու կողմերի դիրքորոշումները",
    [WORD_POSITION] = "Դիրքորոշում",
    [WORD_DISSENT] = "Հատուկ կարծիք",
    [WORD_HEARD] = "Ինչ են լսել սենսորները",
    [WORD_FROM] = "Սկիզբ",
    [WORD_UNTIL] = "Ավարտ",
    [WORD_SHOTS] = "Կրակոցներ",
    [WORD_SIDE] = "Կողմ",
    [WORD_KIND] = "Տեսակ",
    [WORD_OPENED_FIRE] = "Ով է կրակ բացել",
    [WORD_MAP] = ("Քարտեզ՝ գիծը (կետագիծ), գոտիները, բախումները՝ ըստ համարի. շրջանը ցույց է տալիս, "
                  "թե որտեղից է "
                  "կրակվել, քառակուսին՝ ինչ կարելի է իմանալ դրա մասին"),
    [WORD_REPORTS] = "Հաղորդումներ և պնդումներ",
    [WORD_OTHERS] = "Այլք",
    [WORD_EVIDENCE] = "Ապացույցներ",
    [WORD_HOLDER] = "Պահողը",
    [WORD_WHY] = "Ինչու",
    [WORD_ACCESS] = "Մուտք",
    [WORD_PLACE] = "Վայր",
    [WORD_REASON] = "Պատճառը՝ մեջբերմամբ",
    [WORD_CALLS] = "Զանգեր",
    [WORD_TO] = "Ում",
    [WORD_ANSWERED] = "Պատասխանվել է",
    [WORD_NOBODY] = "ոչ ոք չի պատասխանել",
    [WORD_NOTES] = "Տեղազննման գրառումներ",
    [WORD_REMEDY] = "Ուղղիչ գործողություններ",
    [WORD_BY_WHEN] = "Մինչև երբ",
    [WORD_DONE] = "Կատարված",
    [WORD_STEPS] = "Փուլեր",
    [WORD_ACTS] = "Գրանցված գործողություններ",
    [WORD_TIME] = "Ժամանակ",
    [WORD_ACT] = "Գործողություն",
    [WORD_ROLE] = "Դեր",
    [WORD_PERSON] = "Անձ",
    [WORD_WITHHELD] = "Ինչ է փակ այս ընթերցողի համար",
    [WORD_NOTHING_WITHHELD] = "Ոչինչ։",
    [WORD_CHECK] = "Ինչպես ստուգել սա",
    [WORD_HOW_TO_CHECK] =
        ("Այս զեկույցը ընթերցելու համար է. ուժ ունեն այն ստորագրված գրառումները, որոնցից այն "
         "կազմվել է։ Դրանք կից "
         "entries և proofs պանակներում են։ read-me.txt-ը բացատրում է, թե ինչպես ստուգել "
         "յուրաքանչյուրը ձեռքով՝ "
         "sha256sum-ով և Ed25519-ի ցանկացած գործիքով. նույնը անում են check.sh-ը և «tacet record "
         "verify»-ը։ Կնքված "
         "դաշտերը մնում են ստուգելի և կարող են հետո բացվել բանալի ունեցողի կողմից։"),
    [WORD_SAID] = "Ինչ է ասվել",
    [WORD_MISSION] = "առաքելությունը",
    [WORD_DIGEST] = "SHA-256",
    [WORD_WAVEFORMS] = "Ալիքաձևեր",
    [WORD_HOW_TO_READ] =
        ("Նշված են դեպքը, կայանը և շեղումը. ձախում՝ ինչ է գրանցել կայանը, աջում՝ հաճախությունների "
         "բաշխումը (ցածրերը ներքևում)՝ ժամանումից 0.1 վ առաջ մինչև 0.3 վ հետո. ժամանումը գիծն է։"),
    [WORD_TIMELINE] =
        "Ժամանակագրություն՝ բախումները ըստ համարի, յուրաքանչյուրը ավելի հավանական կողմի տողում",
    [WORD_FROM_WHOM] = "Ումից",
    [WORD_FROM_STEP] = "Որ փուլից",
    [WORD_TO_STEP] = "Որ փուլ",
};

static const char *const AZERBAIJANI[WORD_COUNT] = {
    [WORD_CASE] = "İş",
    [WORD_ABOUT] = "Mövzu",
    [WORD_OPENED] = "Açılıb",
    [WORD_STEP] = "Mərhələ",
    [WORD_SINCE] = "Başlanğıc",
    [WORD_DUE] = "Son tarix",
    [WORD_OVERDUE] = "vaxtı keçib",
    [WORD_INCIDENT] = "Hadisə",
    [WORD_SEEN_BY] = "Oxucunun rolu",
    [WORD_FINDING] = "Nəticə",
    [WORD_NO_FINDING] = "Nəticə hələ dərc olunmayıb.",
    [WORD_DRAFT] = "Layihədir, dərc olunmayıb.",
    [WORD_WHAT] = "Nə baş verib",
    [WORD_WHO] = "Kim",
    [WORD_SURE] = "Əminlik dərəcəsi",
    [WORD_POSITIONS] = "Hər iki tərəfin mövqeyi",
    [WORD_POSITION] = "Mövqe",
    [WORD_DISSENT] = "Xüsusi rəy",
    [WORD_HEARD] = "Sensorlar nə eşidib",
    [WORD_FROM] = "Başlanğıc",
    [WORD_UNTIL] = "Son",
    [WORD_SHOTS] = "Atəşlər",
    [WORD_SIDE] = "Tərəf",
    [WORD_KIND] = "Növ",
    [WORD_OPENED_FIRE] = "Kim atəş açıb",
    [WORD_MAP] = ("Xəritə: xətt (qırıq), zonalar, nömrə ilə toqquşmalar; dairə atəşin yerini, "
                  "kvadrat bu barədə "
                  "bilinə bilənləri göstərir"),
    [WORD_REPORTS] = "Məlumatlar və iddialar",
    [WORD_OTHERS] = "Digərləri",
    [WORD_EVIDENCE] = "Sübutlar",
    [WORD_HOLDER] = "Saxlayan",
    [WORD_WHY] = "Niyə",
    [WORD_ACCESS] = "Giriş",
    [WORD_PLACE] = "Yer",
    [WORD_REASON] = "Səbəb, sitat",
    [WORD_CALLS] = "Zənglər",
    [WORD_TO] = "Kimə",
    [WORD_ANSWERED] = "Cavab verilib",
    [WORD_NOBODY] = "heç kim cavab verməyib",
    [WORD_NOTES] = "Yerdə qeydlər",
    [WORD_REMEDY] = "Düzəldici tədbirlər",
    [WORD_BY_WHEN] = "Nə vaxtadək",
    [WORD_DONE] = "İcra",
    [WORD_STEPS] = "Mərhələlər",
    [WORD_ACTS] = "Qeydə alınmış hərəkətlər",
    [WORD_TIME] = "Vaxt",
    [WORD_ACT] = "Hərəkət",
    [WORD_ROLE] = "Rol",
    [WORD_PERSON] = "Şəxs",
    [WORD_WITHHELD] = "Bu oxucudan gizlədilənlər",
    [WORD_NOTHING_WITHHELD] = "Heç nə.",
    [WORD_CHECK] = "Bunu necə yoxlamaq olar",
    [WORD_HOW_TO_CHECK] =
        ("Bu hesabat oxumaq üçündür; qüvvədə olan, onun əsasını təşkil edən "
         "imzalanmış qeydlərdir. Onlar yanındakı "
         "entries və proofs qovluqlarındadır. read-me.txt hər birini sha256sum və "
         "istənilən Ed25519 aləti ilə əl ilə "
         "yoxlamağın yolunu göstərir; check.sh və 'tacet record verify' də bunu "
         "edir. Möhürlənmiş sahələr yoxlanıla "
         "bilən qalır və açarı olan tərəfindən sonra açıla bilər."),
    [WORD_SAID] = "Nə deyilib",
    [WORD_MISSION] = "missiya",
    [WORD_DIGEST] = "SHA-256",
    [WORD_WAVEFORMS] = "Dalğa formaları",
    [WORD_HOW_TO_READ] =
        ("Hadisə, stansiya və qalıq göstərilir; solda stansiyanın yazdığı, sağda tezliklərin payı "
         "(alçaqlar aşağıda), gəlişdən 0.1 s əvvəldən 0.3 s sonraya qədər; gəliş xətdir."),
    [WORD_TIMELINE] = "Zaman: toqquşmalar nömrə ilə, hər biri daha ehtimallı tərəfin sətrində",
    [WORD_FROM_WHOM] = "Kimdən",
    [WORD_FROM_STEP] = "Hansı mərhələdən",
    [WORD_TO_STEP] = "Hansı mərhələyə",
};

static const char *const RUSSIAN[WORD_COUNT] = {
    [WORD_CASE] = "Дело",
    [WORD_ABOUT] = "О чём",
    [WORD_OPENED] = "Открыто",
    [WORD_STEP] = "Этап",
    [WORD_SINCE] = "С",
    [WORD_DUE] = "Срок",
    [WORD_OVERDUE] = "просрочено",
    [WORD_INCIDENT] = "Инцидент",
    [WORD_SEEN_BY] = "Роль читателя",
    [WORD_FINDING] = "Заключение",
    [WORD_NO_FINDING] = "Заключение не опубликовано.",
    [WORD_DRAFT] = "Проект, не опубликован.",
    [WORD_WHAT] = "Что произошло",
    [WORD_WHO] = "Кто",
    [WORD_SURE] = "Степень уверенности",
    [WORD_POSITIONS] = "Позиции обеих сторон",
    [WORD_POSITION] = "Позиция",
    [WORD_DISSENT] = "Особое мнение",
    [WORD_HEARD] = "Что услышали датчики",
    [WORD_FROM] = "Начало",
    [WORD_UNTIL] = "Конец",
    [WORD_SHOTS] = "Выстрелы",
    [WORD_SIDE] = "Сторона",
    [WORD_KIND] = "Вид",
    [WORD_OPENED_FIRE] = "Кто открыл огонь",
    [WORD_MAP] = ("Карта: линия (пунктир), зоны, перестрелки по номерам; круг — где вёлся огонь, "
                  "квадрат — что об этом "
                  "может быть известно"),
    [WORD_REPORTS] = "Сообщения и заявления",
    [WORD_OTHERS] = "Другие",
    [WORD_EVIDENCE] = "Доказательства",
    [WORD_HOLDER] = "У кого",
    [WORD_WHY] = "Зачем",
    [WORD_ACCESS] = "Доступ",
    [WORD_PLACE] = "Место",
    [WORD_REASON] = "Причина, дословно",
    [WORD_CALLS] = "Звонки",
    [WORD_TO] = "Кому",
    [WORD_ANSWERED] = "Отвечено",
    [WORD_NOBODY] = "никто не ответил",
    [WORD_NOTES] = "Записи осмотра",
    [WORD_REMEDY] = "Меры по устранению",
    [WORD_BY_WHEN] = "К сроку",
    [WORD_DONE] = "Выполнено",
    [WORD_STEPS] = "Этапы",
    [WORD_ACTS] = "Действия в записи",
    [WORD_TIME] = "Время",
    [WORD_ACT] = "Действие",
    [WORD_ROLE] = "Роль",
    [WORD_PERSON] = "Лицо",
    [WORD_WITHHELD] = "Что скрыто от этого читателя",
    [WORD_NOTHING_WITHHELD] = "Ничего.",
    [WORD_CHECK] = "Как это проверить",
    [WORD_HOW_TO_CHECK] =
        ("Этот отчёт — для чтения; силу имеют подписанные записи, из которых он "
         "составлен. Они лежат рядом, в папках "
         "entries и proofs. read-me.txt объясняет, как проверить каждую вручную — "
         "с помощью sha256sum и любого средства "
         "для Ed25519; то же делают check.sh и «tacet record verify». "
         "Запечатанные поля остаются проверяемыми и могут "
         "быть позже открыты тем, у кого есть ключ."),
    [WORD_SAID] = "Что сказано",
    [WORD_MISSION] = "миссия",
    [WORD_DIGEST] = "SHA-256",
    [WORD_WAVEFORMS] = "Формы волн",
    [WORD_HOW_TO_READ] =
        ("Указаны событие, станция и невязка; слева — запись станции, справа — сила частот (низкие "
         "внизу), от 0,1 с до вступления до 0,3 с после него; вступление — линия."),
    [WORD_TIMELINE] = "Время: перестрелки по номерам, каждая в строке более вероятной стороны",
    [WORD_FROM_WHOM] = "От кого",
    [WORD_FROM_STEP] = "С этапа",
    [WORD_TO_STEP] = "На этап",
};

static const char *const ARABIC[WORD_COUNT] = {
    [WORD_CASE] = "القضية",
    [WORD_ABOUT] = "الموضوع",
    [WORD_OPENED] = "فُتحت",
    [WORD_STEP] = "المرحلة",
    [WORD_SINCE] = "منذ",
    [WORD_DUE] = "الموعد النهائي",
    [WORD_OVERDUE] = "متأخرة",
    [WORD_INCIDENT] = "الحادث",
    [WORD_SEEN_BY] = "دور القارئ",
    [WORD_FINDING] = "الاستنتاج",
    [WORD_NO_FINDING] = "لم يُنشر أي استنتاج.",
    [WORD_DRAFT] = "مسودة غير منشورة.",
    [WORD_WHAT] = "ماذا حدث",
    [WORD_WHO] = "من",
    [WORD_SURE] = "درجة اليقين",
    [WORD_POSITIONS] = "موقفا الطرفين",
    [WORD_POSITION] = "موقف",
    [WORD_DISSENT] = "رأي مخالف",
    [WORD_HEARD] = "ما سمعته المجسّات",
    [WORD_FROM] = "من",
    [WORD_UNTIL] = "إلى",
    [WORD_SHOTS] = "الطلقات",
    [WORD_SIDE] = "الطرف",
    [WORD_KIND] = "النوع",
    [WORD_OPENED_FIRE] = "من فتح النار",
    [WORD_MAP] =
        ("الخريطة: الخط (متقطع) والمناطق والاشتباكات بأرقامها؛ الدائرة موضع النار، والمربع "
         "ما يجوز أن يُعرف عنه"),
    [WORD_REPORTS] = "البلاغات والادعاءات",
    [WORD_OTHERS] = "آخرون",
    [WORD_EVIDENCE] = "الأدلة",
    [WORD_HOLDER] = "في حوزة",
    [WORD_WHY] = "السبب",
    [WORD_ACCESS] = "الوصول",
    [WORD_PLACE] = "المكان",
    [WORD_REASON] = "السبب كما ورد",
    [WORD_CALLS] = "المكالمات",
    [WORD_TO] = "إلى",
    [WORD_ANSWERED] = "أُجيبت",
    [WORD_NOBODY] = "لم يُجب أحد",
    [WORD_NOTES] = "ملاحظات الموقع",
    [WORD_REMEDY] = "الإجراءات التصحيحية",
    [WORD_BY_WHEN] = "حتى",
    [WORD_DONE] = "أُنجز",
    [WORD_STEPS] = "المراحل",
    [WORD_ACTS] = "الأفعال المسجلة",
    [WORD_TIME] = "الوقت",
    [WORD_ACT] = "الفعل",
    [WORD_ROLE] = "الدور",
    [WORD_PERSON] = "الشخص",
    [WORD_WITHHELD] = "ما حُجب عن هذا القارئ",
    [WORD_NOTHING_WITHHELD] = "لا شيء.",
    [WORD_CHECK] = "كيفية التحقق من هذا",
    [WORD_HOW_TO_CHECK] = ("هذا التقرير للقراءة؛ والمعتمد هو القيود الموقّعة التي أُعدّ منها، وهي في "
                           "المجلدين entries و proofs إلى جانبه. "
                           "يشرح الملف read-me.txt كيف يُتحقق من كل منها يدويًا بواسطة sha256sum وأي "
                           "أداة لـ Ed25519؛ ويفعل ذلك أيضًا check.sh "
                           "والأمر tacet record verify. وتبقى الحقول المختومة قابلة للتحقق، ويمكن "
                           "لمن لديه المفتاح أن يفتحها لاحقًا."),
    [WORD_SAID] = "ما قيل",
    [WORD_MISSION] = "البعثة",
    [WORD_DIGEST] = "SHA-256",
    [WORD_WAVEFORMS] = "أشكال الموجات",
    [WORD_HOW_TO_READ] = ("يُذكر الحدث والمحطة والفارق؛ إلى اليسار ما سجّلته المحطة وإلى اليمين شدة "
                          "الترددات (المنخفضة "
                          "في الأسفل)، من 0.1 ث قبل الوصول إلى 0.3 ث بعده، والخط هو لحظة الوصول."),
    [WORD_TIMELINE] = "الزمن: الاشتباكات بأرقامها، كل منها في سطر الطرف الأرجح",
    [WORD_FROM_WHOM] = "ممّن",
    [WORD_FROM_STEP] = "من مرحلة",
    [WORD_TO_STEP] = "إلى مرحلة",
};

static const struct report_language LANGUAGES[] = {
    {"en", false, ENGLISH}, {"hy", false, ARMENIAN}, {"az", false, AZERBAIJANI},
    {"ru", false, RUSSIAN}, {"ar", true, ARABIC},
};

const struct report_language *report_language(const char *code)
{
    for (size_t i = 0; i < TCT_COUNT(LANGUAGES); i++)
        if (strcmp(LANGUAGES[i].code, code) == 0)
            return &LANGUAGES[i];
    return NULL;
}

const char *report_languages(void)
{
    return "en, hy, az, ru, ar";
}
