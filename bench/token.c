/* What a token itself takes for one signature: loads the module, does the calls that notation-pkcs11 does for
   generate-signature, and prints the nanoseconds from loading to finalizing. What the plugin takes longer is its own.
   usage: token MODULE TOKEN-LABEL PIN KEY-LABEL rsa|ec */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

typedef unsigned long word;
typedef struct { word type; void *value; word length; } attribute;
typedef struct { word type; void *parameter; word length; } mechanism;
typedef struct { unsigned char major, minor; void *function[68]; } list;

static list *module;
#define CALL(index, types, ...) do { word result = ((word (*) types)module->function[index]) (__VA_ARGS__); \
    if (result != 0) { fprintf(stderr, "function %d returned 0x%lX\n", index, result); return 1; } } while (0)

static word session;

static int find(attribute *template, word count, word *objects, word *found)
{
    word more;
    CALL(26, (word, attribute *, word), session, template, count);
    CALL(27, (word, word *, word, word *), session, objects, 64, found);
    CALL(27, (word, word *, word, word *), session, objects + *found, 64, &more);
    CALL(28, (word), session);
    return 0;
}

static int read_attribute(word object, word type)
{
    static unsigned char value[65536];
    attribute one = { type, value, sizeof value };
    ((word (*)(word, word, attribute *, word))module->function[24])(session, object, &one, 1);
    return 0;
}

int main(int argc, char **argv)
{
    struct timespec before, after;
    if (argc != 6) return 2;
    clock_gettime(CLOCK_MONOTONIC, &before);

    void *library = dlopen(argv[1], RTLD_NOW);
    word (*get)(list **);
    *(void **)&get = library != NULL ? dlsym(library, "C_GetFunctionList") : NULL;
    if (get == NULL || get(&module) != 0) return 1;
    struct { void *mutex[4]; word flags; void *reserved; } arguments = { { 0 }, 2, NULL };
    word slots[64], count = 64, slot = 0, objects[256], found, own = 0;
    CALL(0, (void *), &arguments);
    CALL(4, (unsigned char, word *, word *), 1, NULL, &count);
    CALL(4, (unsigned char, word *, word *), 1, slots, &count);
    for (word i = 0; i < count; i++) {
        unsigned char info[512];
        CALL(6, (word, unsigned char *), slots[i], info);
        if (memcmp(info, argv[2], strlen(argv[2])) == 0) slot = slots[i];
    }
    CALL(12, (word, word, void *, void *, word *), slot, 4, NULL, NULL, &session);
    CALL(18, (word, word, char *, word), session, 1, argv[3], strlen(argv[3]));
    word private = 3, certificate = 1, public = 2;
    attribute key[] = { { 0, &private, sizeof private }, { 3, argv[4], strlen(argv[4]) } };
    if (find(key, 2, objects, &found) != 0 || found != 1) return 1;
    own = objects[0];
    word types[] = { 0x108, 0x102, 0x100, 0x120, 0x181, 0x180, 0x03, 0x202 };
    for (int i = 0; i < 8; i++) read_attribute(own, types[i]);
    unsigned char id[64];
    attribute id_value = { 0x102, id, sizeof id };
    CALL(24, (word, word, attribute *, word), session, own, &id_value, 1);
    attribute same[] = { { 0, &public, sizeof public }, id_value };
    if (find(same, 2, objects, &found) != 0) return 1;
    attribute certificates[] = { { 0, &certificate, sizeof certificate }, id_value };
    if (find(certificates, 2, objects, &found) != 0) return 1;
    for (word i = 0; i < found; i++) read_attribute(objects[i], 0x11);

    unsigned char hash[32] = { 1 }, signature[1024];
    word size = sizeof signature, pss[] = { 0x250, 2, 32 };
    mechanism how = strcmp(argv[5], "rsa") == 0 ? (mechanism){ 0x0D, pss, sizeof pss } : (mechanism){ 0x1041, NULL, 0 };
    CALL(42, (word, mechanism *, word), session, &how, own);
    CALL(43, (word, unsigned char *, word, unsigned char *, word *), session, hash, sizeof hash, signature, &size);
    CALL(19, (word), session);
    CALL(13, (word), session);
    CALL(1, (void *), NULL);

    clock_gettime(CLOCK_MONOTONIC, &after);
    printf("%ld\n", (after.tv_sec - before.tv_sec) * 1000000000L + after.tv_nsec - before.tv_nsec);
    return 0;
}
