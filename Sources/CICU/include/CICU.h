// ICU behind stable names: ICU renames its functions by version (ubrk_open_72), which Swift would see.
#ifndef SAKUIN_CICU_H
#define SAKUIN_CICU_H
#include <stdint.h>
#include <stdbool.h>
#endif
