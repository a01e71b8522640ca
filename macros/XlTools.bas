Attribute VB_Name = "XlTools"
Option Explicit
' The ribbon's buttons: each hands its verb to Python (XlToolsCall.CallPython). ASCII only.

Public Sub BtnValidate(control As Object)
    XlToolsCall.CallPython "validate"
End Sub

Public Sub BtnValidateColumn(control As Object)
    XlToolsCall.CallPython "validate-column"
End Sub

Public Sub BtnValidateSet(control As Object)
    XlToolsCall.CallPython "validate-set"
End Sub

Public Sub BtnValidateSelection(control As Object)
    XlToolsCall.CallPython "validate-selection"
End Sub

Public Sub BtnValidateSheet(control As Object)
    XlToolsCall.CallPython "validate-sheet"
End Sub

Public Sub BtnValidateOpen(control As Object)
    XlToolsCall.CallPython "validate-open"
End Sub

Public Sub BtnClear(control As Object)
    XlToolsCall.CallPython "clear"
End Sub

Public Sub BtnPrevious(control As Object)
    XlToolsCall.CallPython "previous"
End Sub

Public Sub BtnNext(control As Object)
    XlToolsCall.CallPython "next"
End Sub

Public Sub BtnList(control As Object)
    XlToolsCall.CallPython "list"
End Sub

Public Sub BtnAccept(control As Object)
    XlToolsCall.CallPython "accept"
End Sub

Public Sub BtnUndo(control As Object)
    XlToolsCall.CallPython "undo"
End Sub

Public Sub BtnTotal(control As Object)
    XlToolsCall.CallPython "total"
End Sub

Public Sub BtnReceive(control As Object)
    XlToolsCall.CallPython "receive"
End Sub

Public Sub BtnRepair(control As Object)
    XlToolsCall.CallPython "repair"
End Sub

Public Sub BtnMerge(control As Object)
    XlToolsCall.CallPython "merge"
End Sub

Public Sub BtnLetter(control As Object)
    XlToolsCall.CallPython "letter"
End Sub

Public Sub BtnCheckLetter(control As Object)
    XlToolsCall.CallPython "check-letter"
End Sub

Public Sub BtnProfile(control As Object)
    XlToolsCall.CallPython "profile"
End Sub

Public Sub BtnNew(control As Object)
    XlToolsCall.CallPython "new"
End Sub

Public Sub BtnNotice(control As Object)
    XlToolsCall.CallPython "notice"
End Sub

Public Sub BtnSettings(control As Object)
    XlToolsCall.CallPython "settings"
End Sub

Public Sub BtnLog(control As Object)
    XlToolsCall.CallPython "log"
End Sub

Public Sub BtnAbout(control As Object)
    XlToolsCall.CallPython "about"
End Sub
